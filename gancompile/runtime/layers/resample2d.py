"""Resampling of images without aliasing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from gancompile.runtime.layers.argument import filter_taps, integer
from gancompile.runtime.layers.fir import resample, same_margins
from gancompile.runtime.layers.input_shape import ranked, scaled

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class Resample2D(keras.layers.Layer):  # type: ignore[misc]
    """Resamples images by integer factors through a low-pass filter.

    Input: [batch, height, width, channels]. Output: [batch, ceil(height * upsample / downsample), ..., channels]. The filter's sum is 1,
    times upsample^2 for the zeros put in, so a constant image stays constant except at its border, outside of which all is 0.
    Source: Karras et al. 2020, StyleGAN2 (arXiv 1912.04958), code, upfirdn_2d; Zhang 2019 (arXiv 1904.11486), section 3.
    Differs: sizes that `downsample` does not divide are rounded up.

    Args:
        kernel: List of numbers, the filter along one axis; over both axes it is the outer product with itself, divided by its sum.
        upsample: Integer, the factor by which height and width grow.
        downsample: Integer, the factor by which height and width shrink afterwards.
    """

    def __init__(
        self, kernel: Sequence[float] = (1, 3, 3, 1), upsample: int = 1, downsample: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.kernel = filter_taps("kernel", kernel)
        self.upsample = integer("upsample", upsample)
        self.downsample = integer("downsample", downsample)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)

    def call(self, x: Tensor) -> Tensor:
        margins = same_margins(len(self.kernel), self.upsample, self.downsample)
        return resample(x, self.kernel, self.upsample, self.downsample, margins, gain=self.upsample**2)

    def compute_output_shape(self, input_shape: Any) -> Any:
        batch, height, width, size = input_shape
        return (
            batch,
            scaled(height, self.upsample, self.downsample),
            scaled(width, self.upsample, self.downsample),
            size,
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "kernel": list(self.kernel),
            "upsample": self.upsample,
            "downsample": self.downsample,
        }
