"""Random pieces of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput
from gancompile.catalogue.steps.uniform import uniform


@dataclass(frozen=True, slots=True)
class RandomCrop(Step):
    """A random piece of each image. size: [height, width]."""

    size: Sequence[int]
    draw: int

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]."""
        fractions = [uniform(given.positions, given.seed, 2 * self.draw + axis) for axis in (0, 1)]
        rows, columns = (self._indices(values, fractions[axis], axis) for axis in (0, 1))
        return tf.gather(tf.gather(values, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)

    def _indices(self, values: Tensor, fraction: Tensor, axis: int) -> Tensor:
        """The rows (axis 0) or columns (1) of each piece: [n, size]. fraction: [n] in [0, 1), from the first to the last fit."""
        room = tf.shape(values)[1 + axis] - self.size[axis]
        # Float32 rounds a product just below `room + 1` up to it.
        first = tf.minimum(tf.cast(fraction * tf.cast(room + 1, tf.float32), tf.int32), room)
        return first[:, None] + tf.range(self.size[axis])
