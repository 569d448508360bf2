"""The log-probabilities of a table's choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import sizes as listed
from gancompile.runtime.layers.input_shape import channels
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class ColumnLogSoftmax(keras.layers.Layer):  # type: ignore[misc]
    """Turns the logits of a table's row into log-probabilities, each choice for itself.

    Input: [..., sum(sizes)], logits, such as those in front of `table_head`. Output: the same shape; parts of one size, which are numbers,
    are 0, longer ones log(softmax(part)). Its product with a one-hot condition is the negative cross entropy of the column asked for.
    Source: Xu et al. 2019 (arXiv 1907.00503), section 4.3, the generator loss. Differs: the logits are those without Gumbel noise, as in
    the authors' code.

    Args:
        sizes: List of integers, how many numbers each part takes: 1 for a number, else how many choices there are.
    """

    def __init__(self, sizes: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.sizes = listed("sizes", sizes)

    def build(self, input_shape: Any) -> None:
        if channels(self, input_shape) != sum(self.sizes):
            raise ValueError(
                f"`sizes` must sum to the size of the last axis. Received: sizes={list(self.sizes)}, input_shape={input_shape}"
            )

    def call(self, logits: Tensor) -> Tensor:
        ends = [sum(self.sizes[: index + 1]) for index in range(len(self.sizes) - 1)]
        parts = ops.split(widen(logits, self), ends, axis=-1) if ends else [widen(logits, self)]
        made = [ops.log_softmax(part, axis=-1) if part.shape[-1] > 1 else ops.zeros_like(part) for part in parts]
        return narrow(ops.concatenate(made, axis=-1), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "sizes": list(self.sizes)}
