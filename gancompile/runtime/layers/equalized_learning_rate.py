"""Equalized learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras

from gancompile.runtime.functions.kernel import matrix_rows
from gancompile.runtime.layers.argument import number
from gancompile.runtime.layers.substitution import SubstitutedWeights, Values
from gancompile.runtime.layers.wrapped_kernel import wrapped_kernels

Tensor = Any
INITIALIZERS = ("kernel_initializer", "depthwise_initializer", "embeddings_initializer", "style_initializer")


@keras.saving.register_keras_serializable("gancompile")
class EqualizedLearningRate(SubstitutedWeights):
    """Keeps a layer's kernels at the scale of a standard normal distribution and multiplies each by He's constant when it is used.

    Input and output: the wrapped layer's, called with kernel * gain * multiplier / sqrt(fan_in) and bias * multiplier; fan_in is how many
    numbers an output sums (1 for embeddings).
    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.1; the multiplier: Karras et al. 2019 (arXiv 1812.04948), appendix C, code.
    Differs: the gain is an argument (1 here, He's sqrt(2) there). The wrapped layer's own initializer of the kernel is replaced, unless
    the layer is built already.

    Args:
        layer: The layer to be wrapped, which has kernels or tables of embeddings.
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
        wrapped_kernels(layer, self)

    def changed(self, read: Callable[[Any], Tensor], training: bool) -> Values:
        values = []
        for owner, kernel in wrapped_kernels(self.innermost, self):
            # A lookup sums one row of the table.
            fan_in = 1 if kernel.name == "embeddings" else matrix_rows(owner, kernel)
            values.append((kernel, read(kernel) * (self.gain * self.multiplier / math.sqrt(fan_in))))
        owners = dict.fromkeys(owner for owner, _ in wrapped_kernels(self.innermost, self))
        biases = [owner.bias for owner in owners if getattr(owner, "bias", None) is not None]
        return values + [(bias, read(bias) * self.multiplier) for bias in biases]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain, "multiplier": self.multiplier}
