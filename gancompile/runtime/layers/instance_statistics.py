"""Instance normalization without gain and offset."""

from __future__ import annotations

from typing import Any

from keras import ops

Tensor = Any


def normalized_by_instance(x: Tensor, epsilon: float) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon), the biased variance. x: [batch, ..., channels], in float32 or wider. Returns: the same shape.

    Source: Ulyanov et al. 2016 (arXiv 1607.08022). Differs: the gain and the offset are the caller's.
    """
    axes = tuple(range(1, len(x.shape) - 1))
    centered = x - ops.mean(x, axis=axes, keepdims=True)
    variance = ops.mean(ops.square(centered), axis=axes, keepdims=True)
    return centered * ops.rsqrt(variance + epsilon)
