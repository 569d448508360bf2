"""The precision of statistics and norms."""

from __future__ import annotations

from typing import Any

from keras import ops

Tensor = Any


def wide(dtype: str) -> str:
    """float64 for float64, float32 for all shorter types: float16 overflows above 65504, bfloat16 has 8 bits."""
    return "float64" if dtype == "float64" else "float32"


def widen(values: Tensor, layer: Any) -> Tensor:
    """Values in the precision of a layer's statistics."""
    return ops.cast(values, wide(layer.compute_dtype))


def narrow(values: Tensor, layer: Any) -> Tensor:
    """Values in the precision of a layer's output."""
    return ops.cast(values, layer.compute_dtype)
