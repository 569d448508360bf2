"""A learned constant tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import sizes

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class LearnedConstant(keras.layers.Layer):  # type: ignore[misc]
    """Returns the same learned tensor for each example.

    Input: [batch, ...], of which only the batch counts. Output: [batch, *shape].
    Source: Karras et al. 2019, StyleGAN (arXiv 1812.04948), section 2 and fig. 1b.
    Differs: starts at normal draws, where the authors' code has ones.

    Args:
        shape: List of integers, the shape of the constant without the batch.
        initializer: Initializer for the constant.
    """

    def __init__(self, shape: Sequence[int], initializer: Any = "random_normal", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape = sizes("shape", shape)
        self.initializer = keras.initializers.get(initializer)

    def build(self, input_shape: Any) -> None:
        self.constant = self.add_weight(name="constant", shape=self.shape, initializer=self.initializer)

    def call(self, x: Tensor) -> Tensor:
        constant = ops.cast(self.constant, self.compute_dtype)
        return ops.broadcast_to(constant[None], [ops.shape(x)[0], *self.shape])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], *self.shape)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "shape": list(self.shape),
            "initializer": keras.initializers.serialize(self.initializer),
        }
