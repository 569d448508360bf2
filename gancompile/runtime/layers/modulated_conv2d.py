"""Modulated convolution."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import choice, integer
from gancompile.runtime.layers.fir import resample
from gancompile.runtime.layers.input_shape import channels, pair, ranked, scaled
from gancompile.runtime.layers.per_channel import per_channel
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any
EPSILON = 1e-8
BLUR = (1.0, 3.0, 3.0, 1.0)


@keras.saving.register_keras_serializable("gancompile")
class ModulatedConv2D(keras.layers.Layer):  # type: ignore[misc]
    """A convolution whose kernel is scaled per input channel by a style, then to unit length per output channel.

    Input: [x, style]: [batch, height, width, channels] and [batch, style features]. Output:
    [batch, ceil(height * upsample / downsample), ..., filters], of variance near 1 for inputs of variance 1 if demodulated. Padding is
    "same". The style's scales are a dense layer whose bias starts at 1.
    Source: Karras et al. 2020, StyleGAN2 (arXiv 1912.04958), eq. 1-3, and code for the resampling with the filter 1, 3, 3, 1.
    Differs: scales the inputs and the outputs instead of the weights, the same by linearity, without a convolution for each example;
    sizes that `downsample` does not divide are rounded up; no equalized learning rate.

    Args:
        filters: Integer, the number of output channels.
        kernel_size: Integer, the height and width of the kernel.
        demodulate: Boolean, whether the scaled kernel is divided by its length per output channel.
        upsample: Integer, 1 or 2, the factor by which height and width grow.
        downsample: Integer, 1 or 2, the factor by which height and width shrink.
        use_bias: Boolean, whether a bias is added.
        kernel_initializer: Initializer for the kernel of the convolution.
        style_initializer: Initializer for the kernel of the dense layer over the style.
        bias_initializer: Initializer for the bias.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int = 3,
        demodulate: bool = True,
        upsample: int = 1,
        downsample: int = 1,
        use_bias: bool = True,
        kernel_initializer: Any = "lecun_normal",
        style_initializer: Any = "lecun_normal",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.filters = integer("filters", filters)
        self.kernel_size = integer("kernel_size", kernel_size)
        self.demodulate = bool(demodulate)
        self.upsample = choice("upsample", upsample, (1, 2))
        self.downsample = choice("downsample", downsample, (1, 2))
        if self.upsample == self.downsample == 2:
            raise ValueError(
                "Only one of `upsample` and `downsample` can be 2. "
                f"Received: upsample={upsample}, downsample={downsample}"
            )
        self.use_bias = bool(use_bias)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.style_initializer = keras.initializers.get(style_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)

    def build(self, input_shape: Any) -> None:
        x, style = pair(self, input_shape, "style")
        ranked(self, x, 4)
        ranked(self, style, 2)
        size, shape = channels(self, x), (self.kernel_size, self.kernel_size, channels(self, x), self.filters)
        self.style = keras.layers.Dense(
            size,
            kernel_initializer=self.style_initializer,
            bias_initializer="ones",
            dtype=wide(self.compute_dtype),
            name="style",
        )
        self.style.build(style)
        self.kernel = self.add_weight(name="kernel", shape=shape, initializer=self.kernel_initializer, autocast=False)
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias", shape=(self.filters,), initializer=self.bias_initializer, autocast=False
            )

    def call(self, inputs: Any) -> Tensor:
        x, kernel = inputs[0], widen(self.kernel, self)
        scales = self.style(widen(inputs[1], self))
        # float16 ends at 65504: each example's scales are at most 1 inside of the convolution, and the rest follows after it.
        largest = ops.maximum(ops.max(ops.abs(scales), axis=1, keepdims=True), EPSILON)
        after = ops.broadcast_to(largest, [ops.shape(scales)[0], self.filters])
        if self.demodulate:
            squares = ops.matmul(ops.square(scales), ops.sum(ops.square(kernel), axis=(0, 1)))
            after = after * ops.rsqrt(squares + EPSILON)
        x = narrow(widen(x, self) * per_channel(scales / largest, x), self)
        y = widen(self._convolved(x, narrow(kernel, self)), self)
        y = y * per_channel(after, y)
        return narrow(y if self.bias is None else y + widen(self.bias, self), self)

    def _convolved(self, x: Tensor, kernel: Tensor) -> Tensor:
        if self.upsample == 2:
            return self._enlarged(x, kernel)
        if self.downsample == 2:
            room = 2 + self.kernel_size - 1
            margins = ((room + 1) // 2, room // 2 + 1)
            if self.kernel_size == 1:
                return ops.conv(resample(x, BLUR, 1, 2, margins), kernel, data_format="channels_last")
            blurred = resample(x, BLUR, 1, 1, margins)
            return ops.conv(blurred, kernel, strides=2, padding="valid", data_format="channels_last")
        return ops.conv(x, kernel, strides=1, padding="same", data_format="channels_last")

    def _enlarged(self, x: Tensor, kernel: Tensor) -> Tensor:
        if self.kernel_size == 1:
            return resample(ops.conv(x, kernel, data_format="channels_last"), BLUR, 2, 1, (2, 1), gain=4.0)
        # A transposed convolution turns its kernel around: turned before, it does what the plain one does on zeros put in.
        turned = ops.swapaxes(ops.flip(kernel, axis=(0, 1)), 2, 3)
        y = ops.conv_transpose(x, turned, strides=2, padding="valid", data_format="channels_last")
        before = (4 - self.kernel_size) // 2 + 1
        after = 3 - max(self.kernel_size - 2, 0) - before
        return resample(y, BLUR, 1, 1, (before, after), gain=4.0)

    def compute_output_shape(self, input_shape: Any) -> Any:
        batch, height, width, _ = input_shape[0]
        return (
            batch,
            scaled(height, self.upsample, self.downsample),
            scaled(width, self.upsample, self.downsample),
            self.filters,
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "demodulate": self.demodulate,
            "upsample": self.upsample,
            "downsample": self.downsample,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "style_initializer": keras.initializers.serialize(self.style_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
        }
