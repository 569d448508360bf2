"""Pixel shuffle: channels to pixels."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import channels, ranked, scaled

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class PixelShuffle(keras.layers.Layer):  # type: ignore[misc]
    """Lays each pixel's factor^2 groups of channels out as factor x factor pixels.

    Input: [batch, height, width, channels]. Output: [batch, height * factor, width * factor, channels / factor^2]; pixel (y, x),
    channel c is the input's channel (factor * (y % factor) + x % factor) * channels / factor^2 + c.
    Source: Shi et al. 2016 (arXiv 1609.05158), eq. 4, where y counts rows. Differs: not (PyTorch's layer orders channels otherwise).

    Args:
        factor: Integer, by which height and width grow.
    """

    def __init__(self, factor: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = integer("factor", factor)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)
        if channels(self, input_shape) % self.factor**2:
            raise ValueError(
                "The square of `factor` must divide the number of channels. "
                f"Received: factor={self.factor}, input_shape={input_shape}"
            )

    def call(self, x: Tensor) -> Tensor:
        return x if self.factor == 1 else tf.nn.depth_to_space(x, self.factor)

    def compute_output_shape(self, input_shape: Any) -> Any:
        batch, height, width, size = input_shape
        return (batch, scaled(height, self.factor), scaled(width, self.factor), size // self.factor**2)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "factor": self.factor}
