"""Gradient reversal."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import number

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class GradientReversal(keras.layers.Layer):  # type: ignore[misc]
    """The identity, whose gradient is multiplied by -scale.

    Input: any shape. Output: the same values.
    Source: Ganin et al. 2016 (arXiv 1505.07818), eq. 16-17; Ganin & Lempitsky 2015 (arXiv 1409.7495), eq. 7-8.
    Differs: the scale does not grow during training.

    Args:
        scale: Number by which the gradient is multiplied, after its sign is turned.
    """

    def __init__(self, scale: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = number("scale", scale)

    def call(self, x: Tensor) -> Tensor:
        # x - x is 0 and its gradient is not: plain operations, which a SavedModel and a second derivative carry without more ado.
        still = ops.stop_gradient(x)
        return still - self.scale * (x - still)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "scale": self.scale}
