"""The gated linear unit."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.input_shape import channels

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class GLU(keras.layers.Layer):  # type: ignore[misc]
    """The gated linear unit: the first half of the channels times the sigmoid of the second half.

    Input: [..., channels], an even number of them. Output: [..., channels / 2].
    Source: Dauphin et al. 2017 (arXiv 1612.08083), eq. 1. Differs: both halves come out of the layer before, which makes them at once.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def build(self, input_shape: Any) -> None:
        if channels(self, input_shape) % 2:
            raise ValueError(f"GLU takes an even number of channels. Received: input_shape={input_shape}")

    def call(self, x: Tensor) -> Tensor:
        values, gates = ops.split(x, 2, axis=-1)
        return values * ops.sigmoid(gates)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], input_shape[-1] // 2)
