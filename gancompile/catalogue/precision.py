"""The precisions that networks compute in: Keras's dtype policies."""

from __future__ import annotations

FULL = "float32"
PRECISIONS = (FULL, "mixed_bfloat16", "mixed_float16", "bfloat16", "float16")
"""`mixed_...`: layers compute in 16 bits and keep float32 weights; the others have weights of that type, too."""


def is_short(precision: str) -> bool:
    """Whether layers compute in 16 bits."""
    return precision.endswith("16")


def is_mixed(precision: str) -> bool:
    """Whether the weights are float32 while the layers compute in 16 bits."""
    return precision.startswith("mixed_")


def overflows(precision: str) -> bool:
    """Whether layers compute in float16, which ends at 65504 and loses gradients below 6e-8."""
    return precision.endswith("_float16") or precision == "float16"
