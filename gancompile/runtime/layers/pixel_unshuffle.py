"""Pixel unshuffle: pixels to channels."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import ranked

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class PixelUnshuffle(keras.layers.Layer):  # type: ignore[misc]
    """Stacks the channels of each factor x factor pixels in one pixel: the inverse of `PixelShuffle`.

    Input: [batch, height, width, channels], factor divides height and width.
    Output: [batch, height / factor, width / factor, channels * factor^2].
    Source: Shi et al. 2016 (arXiv 1609.05158), eq. 4, solved for T. Differs: not.

    Args:
        factor: Integer, by which height and width shrink.
    """

    def __init__(self, factor: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = integer("factor", factor)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)
        if any(size is not None and size % self.factor for size in input_shape[1:3]):
            raise ValueError(
                f"`factor` must divide height and width. Received: factor={self.factor}, input_shape={input_shape}"
            )

    def call(self, x: Tensor) -> Tensor:
        return x if self.factor == 1 else tf.nn.space_to_depth(x, self.factor)

    def compute_output_shape(self, input_shape: Any) -> Any:
        batch, height, width, size = input_shape
        return (
            batch,
            None if height is None else height // self.factor,
            None if width is None else width // self.factor,
            None if size is None else size * self.factor**2,
        )

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "factor": self.factor}
