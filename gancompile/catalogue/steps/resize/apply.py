"""Resizing of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput


@dataclass(frozen=True, slots=True)
class Resize(Step):
    """Antialiased bilinear resize. size: [height, width]."""

    size: Sequence[int]

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]."""
        made = tf.image.resize(tf.cast(values, tf.float32), self.size, antialias=True)
        if values.dtype.is_integer and given.rounded:
            return tf.saturate_cast(tf.round(made), values.dtype)
        return made
