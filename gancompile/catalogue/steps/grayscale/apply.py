"""Images of one channel."""

from __future__ import annotations

from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput


@dataclass(frozen=True, slots=True)
class Grayscale(Step):
    """Luma of ITU-R BT.601; transparency is left out."""

    enabled: bool

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]. Returns: [n, height, width, 1]."""
        if values.shape[3] == 1:
            return values
        made = tf.reduce_sum(tf.cast(values[..., :3], tf.float32) * [0.299, 0.587, 0.114], axis=3, keepdims=True)
        return tf.saturate_cast(tf.round(made), values.dtype) if values.dtype.is_integer else made
