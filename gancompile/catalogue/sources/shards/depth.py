"""Whether packed images are read with more than 8 bits."""

from __future__ import annotations

from gancompile.shards import Index


def is_read_deep(index: Index, channels: int) -> bool:
    """As for image files: grey where some have more than 256 levels, colours where all have."""
    deep = index.total("deep")
    return deep > 0 if channels == 1 else channels < 4 and deep == index.count
