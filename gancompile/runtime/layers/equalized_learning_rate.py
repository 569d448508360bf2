"""Equalized learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras

from gancompile.runtime.layers.argument import number
from gancompile.runtime.layers.substitution import SubstitutedWeights, Values
from gancompile.runtime.layers.wrapped_kernel import kernel_of, matrix_rows

Tensor = Any
INITIALIZERS = ("kernel_initializer", "depthwise_initializer", "embeddings_initializer")


@keras.saving.register_keras_serializable("gancompile")
class EqualizedLearningRate(SubstitutedWeights):
    """Keeps a layer's kernel at the scale of a standard normal distribution and multiplies it by He's constant when it is used.

    Input and output: the wrapped layer's, called with kernel * gain * multiplier / sqrt(fan_in) and bias * multiplier; fan_in is how many
    numbers an output sums (1 for embeddings).
    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.1; the multiplier: Karras et al. 2019 (arXiv 1812.04948), appendix C, code.
    Differs: the gain is an argument (1 here, He's sqrt(2) there). The wrapped layer's own initializer of the kernel is replaced, unless
    the layer is built already.

    Args:
        layer: The layer to be wrapped, which has one kernel or one table of embeddings.
        gain: Number by which the kernel is multiplied, sqrt(2) before a ReLU.
        multiplier: Number by which the learning rate of the layer's weights is multiplied, in effect.
    """

    def __init__(self, layer: Any, gain: float = 1.0, multiplier: float = 1.0, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        self.gain = number("gain", gain, above=0)
        self.multiplier = number("multiplier", multiplier, above=0)

    def build(self, input_shape: Any = None) -> None:
        layer = self.innermost
        if not layer.built:
            for name in INITIALIZERS:
                if name in vars(layer):
                    setattr(layer, name, keras.initializers.RandomNormal(stddev=1.0 / self.multiplier))
        super().build(input_shape)
        kernel_of(layer, self)

    def changed(self, read: Callable[[Any], Tensor], training: bool) -> Values:
        layer = self.innermost
        kernel, bias = kernel_of(layer, self), getattr(layer, "bias", None)
        # A lookup sums one row of the table.
        fan_in = 1 if isinstance(layer, keras.layers.Embedding) else matrix_rows(layer, kernel)
        values = [(kernel, read(kernel) * (self.gain * self.multiplier / math.sqrt(fan_in)))]
        return values if bias is None else [*values, (bias, read(bias) * self.multiplier)]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain, "multiplier": self.multiplier}
