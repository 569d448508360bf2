"""The output layer of a generator of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import sizes as listed
from gancompile.runtime.layers.gumbel_softmax import GumbelSoftmax
from gancompile.runtime.layers.input_shape import channels
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class TableHead(keras.layers.Layer):  # type: ignore[misc]
    """Outputs each column of a table's row: a number in (-1, 1) by tanh, a category by a Gumbel-softmax draw in training.

    Input: [..., sum(sizes)], logits. Output: the same shape; parts of one size are tanh, longer ones of sum 1. At inference these are
    softmax(logits): the probabilities by which a one-hot vector with such noise is drawn, whatever the temperature.
    Source: Xu et al. 2019 (arXiv 1907.00503), section 4.4; Jang et al. 2017 (arXiv 1611.01144), eq. 1 and 2. Differs: numbers are one tanh
    without modes; no draw at inference, where who asks for rows draws.

    Args:
        sizes: List of integers, how many numbers each column takes: 1 for a number, else how many categories there are.
        temperature: Number above 0, where small ones make categories closer to one-hot and their gradients larger.
        hard: Boolean, whether categories are one-hot in training and only the gradient is relaxed.
        seed: Integer or None, the seed of the draws.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        temperature: float = 0.2,
        hard: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.sizes = listed("sizes", sizes)
        self.relaxed = GumbelSoftmax(temperature, hard, seed, dtype=self.dtype_policy)

    def build(self, input_shape: Any) -> None:
        if channels(self, input_shape) != sum(self.sizes):
            raise ValueError(
                f"`sizes` must sum to the size of the last axis. Received: sizes={list(self.sizes)}, input_shape={input_shape}"
            )

    def call(self, logits: Tensor, training: bool | None = None) -> Tensor:
        ends = [sum(self.sizes[: index + 1]) for index in range(len(self.sizes) - 1)]
        parts = ops.split(widen(logits, self), ends, axis=-1) if ends else [widen(logits, self)]
        made = [self._column(part, training) for part in parts]
        return narrow(ops.concatenate(made, axis=-1), self)

    def _column(self, logits: Tensor, training: bool | None) -> Tensor:
        if logits.shape[-1] == 1:
            return ops.tanh(logits)
        return widen(self.relaxed(logits, training=True), self) if training else ops.softmax(logits, axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        relaxed = {name: getattr(self.relaxed, name) for name in ("temperature", "hard", "seed")}
        return {**super().get_config(), "sizes": list(self.sizes), **relaxed}
