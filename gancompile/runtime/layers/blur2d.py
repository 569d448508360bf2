"""Blurring of images by a low-pass filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from gancompile.runtime.layers.argument import filter_taps
from gancompile.runtime.layers.fir import resample, same_margins
from gancompile.runtime.layers.input_shape import ranked

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class Blur2D(keras.layers.Layer):  # type: ignore[misc]
    """Filters images by a low-pass filter, as before a stride to avoid aliasing.

    Input: [batch, height, width, channels]. Output: the same shape. The filter's sum is 1.
    Source: Zhang 2019 (arXiv 1904.11486), section 3.2. Differs: outside of the image all is 0 (there: a reflection); the stride is
    the next layer's.

    Args:
        kernel: List of numbers, the filter along one axis; over both axes it is the outer product with itself, divided by its sum.
    """

    def __init__(self, kernel: Sequence[float] = (1, 2, 1), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kernel = filter_taps("kernel", kernel)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)

    def call(self, x: Tensor) -> Tensor:
        return resample(x, self.kernel, 1, 1, same_margins(len(self.kernel), 1, 1))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "kernel": list(self.kernel)}
