"""Clamped activations."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import number

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class Clamp(keras.layers.Layer):  # type: ignore[misc]
    """Clips activations to [-limit, limit], which keeps float16 from overflowing.

    Input: any shape. Output: the same shape; no gradient flows to what is outside of the limits.
    Source: Karras et al. 2020 (arXiv 2006.06676), the authors' code: `conv_clamp`, 256 behind each convolution in float16. Differs: not.

    Args:
        limit: Number above 0, the largest absolute value.
    """

    def __init__(self, limit: float = 256.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = number("limit", limit, above=0)

    def call(self, x: Tensor) -> Tensor:
        return ops.clip(x, -self.limit, self.limit)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "limit": self.limit}
