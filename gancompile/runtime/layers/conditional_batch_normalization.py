"""Conditional batch normalization."""

from __future__ import annotations

from typing import Any

import keras

from gancompile.runtime.layers.argument import fraction, number
from gancompile.runtime.layers.initializer import fresh
from gancompile.runtime.layers.input_shape import channels, pair, ranked
from gancompile.runtime.layers.per_channel import per_channel
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class ConditionalBatchNormalization(keras.layers.Layer):  # type: ignore[misc]
    """Normalizes each channel over the batch, then scales and shifts it by dense layers over a condition.

    Input: [x, condition]: [batch, ..., channels] and [batch, condition features]. Output: x's shape;
    (1 + gain(condition)) * normalized + offset(condition). In training the examples of a batch see each other.
    Source: de Vries et al. 2017 (arXiv 1707.00683); as in Brock et al. 2019, BigGAN (arXiv 1809.11096), section 3.1.
    Differs: the condition is any vector (BigGAN: shared class embedding and a part of z), and both dense layers have a bias.

    Args:
        momentum: Number from 0 to 1, the momentum of the moving mean and variance.
        epsilon: Number added to the variance, so that a constant channel stays finite.
        synchronized: Boolean, whether the statistics are taken over the batches of all replicas.
        kernel_initializer: Initializer for the kernels of both dense layers.
    """

    def __init__(
        self,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        synchronized: bool = False,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.momentum = fraction("momentum", momentum)
        self.epsilon = number("epsilon", epsilon, above=0)
        self.synchronized = bool(synchronized)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: Any) -> None:
        x, condition = pair(self, input_shape, "condition")
        ranked(self, x, 2, or_more=True)
        ranked(self, condition, 2)
        dtype, size = wide(self.compute_dtype), channels(self, x)
        self.normalization = keras.layers.BatchNormalization(
            momentum=self.momentum, epsilon=self.epsilon, center=False, scale=False,
            synchronized=self.synchronized, dtype=dtype, name="normalization",
        )  # fmt: skip
        draws = [fresh(self.kernel_initializer, index) for index in range(2)]
        self.gain = keras.layers.Dense(size, kernel_initializer=draws[0], dtype=dtype, name="gain")
        self.offset = keras.layers.Dense(size, kernel_initializer=draws[1], dtype=dtype, name="offset")
        self.normalization.build(x)
        self.gain.build(condition)
        self.offset.build(condition)

    def call(self, inputs: Any, training: bool | None = None) -> Tensor:
        x, condition = (widen(one, self) for one in inputs)
        normalized = self.normalization(x, training=training)
        gain, offset = per_channel(1.0 + self.gain(condition), x), per_channel(self.offset(condition), x)
        return narrow(gain * normalized + offset, self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "synchronized": self.synchronized,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
