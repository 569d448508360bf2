"""Adaptive instance normalization."""

from __future__ import annotations

from typing import Any

import keras

from gancompile.runtime.layers.argument import number
from gancompile.runtime.layers.initializer import fresh
from gancompile.runtime.layers.input_shape import channels, pair, ranked
from gancompile.runtime.layers.instance_statistics import normalized_by_instance
from gancompile.runtime.layers.per_channel import per_channel
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class AdaptiveInstanceNormalization(keras.layers.Layer):  # type: ignore[misc]
    """Normalizes each channel of each example over its pixels, then scales and shifts it by a style.

    Input: [x, style]: [batch, ..., channels] and [batch, style features]. Output: x's shape; gain(style) * normalized + offset(style),
    both learned dense layers; the gain's bias starts at 1, the offset's at 0.
    Source: Karras et al. 2019, StyleGAN (arXiv 1812.04948), eq. 1. Differs: the dense layers have no equalized learning rate.

    Args:
        epsilon: Number added to the variance, so that a constant channel stays finite.
        kernel_initializer: Initializer for the kernels of both dense layers.
    """

    def __init__(self, epsilon: float = 1e-5, kernel_initializer: Any = "lecun_normal", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.epsilon = number("epsilon", epsilon, above=0)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: Any) -> None:
        x, style = pair(self, input_shape, "style")
        ranked(self, x, 3, or_more=True)
        ranked(self, style, 2)
        self.gain = self._dense(0, "gain", channels(self, x), "ones")
        self.offset = self._dense(1, "offset", channels(self, x), "zeros")
        self.gain.build(style)
        self.offset.build(style)

    def _dense(self, index: int, name: str, size: int, bias: str) -> Any:
        return keras.layers.Dense(
            size,
            kernel_initializer=fresh(self.kernel_initializer, index),
            bias_initializer=bias,
            dtype=wide(self.compute_dtype),
            name=name,
        )

    def call(self, inputs: Any) -> Tensor:
        x, style = (widen(one, self) for one in inputs)
        gain, offset = per_channel(self.gain(style), x), per_channel(self.offset(style), x)
        return narrow(gain * normalized_by_instance(x, self.epsilon) + offset, self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "epsilon": self.epsilon,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
