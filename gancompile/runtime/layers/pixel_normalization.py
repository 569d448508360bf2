"""Pixel normalization."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import number
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class PixelNormalization(keras.layers.Layer):  # type: ignore[misc]
    """Divides the features of each pixel by their root mean square.

    Input: [batch, ..., channels]. Output: the same, with mean square 1 over the last axis (0 where all features are 0).
    Source: Karras et al. 2018, Progressive Growing of GANs (arXiv 1710.10196), section 4.2. Differs: not.

    Args:
        epsilon: Number added to the mean square, so that a pixel of zeros stays finite.
    """

    def __init__(self, epsilon: float = 1e-8, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.epsilon = number("epsilon", epsilon, above=0)

    def call(self, x: Tensor) -> Tensor:
        x = widen(x, self)
        return narrow(x * ops.rsqrt(ops.mean(ops.square(x), axis=-1, keepdims=True) + self.epsilon), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "epsilon": self.epsilon}
