"""The precisions that networks compute in: Keras's dtype policies."""

from __future__ import annotations

FULL = "float32"
PRECISIONS = (FULL, "mixed_bfloat16", "mixed_float16", "bfloat16", "float16")
"""`mixed_...`: layers compute in 16 bits and keep float32 weights; the others have weights of that type, too."""


def computes_in_16_bits(precision: str) -> bool:
    """Whether layers compute with 16-bit numbers."""
    return precision.endswith("16")


def is_mixed(precision: str) -> bool:
    """Mixed precision: float32 weights, 16-bit computation."""
    return precision.startswith("mixed_")


def computes_in_float16(precision: str) -> bool:
    """Whether layers compute in float16, whose largest number is 65504: larger ones overflow, and gradients below 6e-8 become 0."""
    return precision.endswith("_float16") or precision == "float16"
