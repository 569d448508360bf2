"""The middle of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput


@dataclass(frozen=True, slots=True)
class Crop(Step):
    """The middle of each image; an odd number of rows loses one more below than above. size: [height, width]."""

    size: Sequence[int]

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]."""
        height, width = self.size
        shape = tf.shape(values)
        top, left = (shape[1] - height) // 2, (shape[2] - width) // 2
        made = values[:, top : top + height, left : left + width]
        return tf.ensure_shape(made, [values.shape[0], height, width, values.shape[3]])
