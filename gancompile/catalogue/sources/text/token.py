"""The special tokens of a vocabulary."""

END = ""
"""The first token: it ends a line and pads it."""
UNKNOWN = "\ufffd"
"""The second token, where the vocabulary leaves some tokens out."""
