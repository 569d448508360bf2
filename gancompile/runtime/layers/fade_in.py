"""Fading from one input to another while a network grows."""

from __future__ import annotations

from typing import Any

import keras

from gancompile.runtime.layers.argument import fraction

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class FadeIn(keras.layers.Layer):  # type: ignore[misc]
    """The first input with the second faded over it: old + amount * (new - old).

    Inputs: old and new, [batch, ...] of one shape. Output: the same shape. The amount is a state that a game may move from round to round.
    Source: Karras et al. 2018, Progressive Growing of GANs (arXiv 1710.10196), section 2 and figure 2. Differs: not.

    Args:
        amount: Number from 0, the first input alone, to 1, the second alone; a curve changes it with the rounds.
    """

    def __init__(self, amount: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start = fraction("amount", amount)
        self.amount = self.add_weight(
            name="amount", shape=(), initializer=keras.initializers.Constant(self.start), trainable=False
        )

    def call(self, inputs: list[Tensor]) -> Tensor:
        old, new = inputs
        return old + self.amount * (new - old)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "amount": self.start}
