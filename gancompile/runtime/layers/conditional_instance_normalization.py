"""Conditional instance normalization."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import integer, number
from gancompile.runtime.layers.input_shape import channels, pair, ranked
from gancompile.runtime.layers.instance_statistics import normalized_by_instance
from gancompile.runtime.layers.per_channel import per_channel
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class ConditionalInstanceNormalization(keras.layers.Layer):  # type: ignore[misc]
    """Normalizes each channel of each example over its pixels, then scales and shifts it by the parameters of its class.

    Input: [x, label]: [batch, ..., channels] and integers in [0, classes), [batch]. Output: x's shape; mean offset[label] and
    standard deviation gain[label] in each channel.
    Source: Dumoulin et al. 2017 (arXiv 1610.07629), eq. 5. Differs: not.

    Args:
        classes: Integer, the number of classes.
        epsilon: Number added to the variance, so that a constant channel stays finite.
        gain_initializer: Initializer for the gains, one for each class and channel.
        offset_initializer: Initializer for the offsets, one for each class and channel.
    """

    def __init__(
        self,
        classes: int,
        epsilon: float = 1e-5,
        gain_initializer: Any = "ones",
        offset_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.classes = integer("classes", classes)
        self.epsilon = number("epsilon", epsilon, above=0)
        self.gain_initializer = keras.initializers.get(gain_initializer)
        self.offset_initializer = keras.initializers.get(offset_initializer)

    def build(self, input_shape: Any) -> None:
        x, label = pair(self, input_shape, "label")
        ranked(self, x, 3, or_more=True)
        ranked(self, label, 1)
        shape = (self.classes, channels(self, x))
        self.gain = self.add_weight(name="gain", shape=shape, initializer=self.gain_initializer, autocast=False)
        self.offset = self.add_weight(name="offset", shape=shape, initializer=self.offset_initializer, autocast=False)

    def call(self, inputs: Any) -> Tensor:
        x, label = widen(inputs[0], self), ops.cast(inputs[1], "int32")
        gain, offset = (widen(ops.take(table, label, axis=0), self) for table in (self.gain, self.offset))
        normalized = normalized_by_instance(x, self.epsilon)
        return narrow(per_channel(gain, x) * normalized + per_channel(offset, x), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "classes": self.classes,
            "epsilon": self.epsilon,
            "gain_initializer": keras.initializers.serialize(self.gain_initializer),
            "offset_initializer": keras.initializers.serialize(self.offset_initializer),
        }
