"""Broadcasting of one number for each example and channel."""

from __future__ import annotations

from typing import Any

from keras import ops

Tensor = Any


def per_channel(values: Tensor, like: Tensor) -> Tensor:
    """values: [batch, channels]. like: [batch, ..., channels]. Returns: [batch, 1, ..., 1, channels]."""
    return ops.expand_dims(values, axis=tuple(range(1, len(like.shape) - 1)))
