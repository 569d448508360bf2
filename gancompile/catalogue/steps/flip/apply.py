"""Mirroring of images."""

from __future__ import annotations

from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.step import Step, StepInput
from gancompile.catalogue.steps.uniform import uniform


@dataclass(frozen=True, slots=True)
class Flip(Step):
    """Each image mirrored with probability one half. direction: `horizontal` or `vertical`."""

    direction: str
    draw: int

    def __call__(self, values: Tensor, given: StepInput) -> Tensor:
        """values: [n, height, width, channels]."""
        axis = 2 if self.direction == "horizontal" else 1
        chosen = tf.reshape(uniform(given.positions, given.seed, 2 * self.draw) < 0.5, [-1, 1, 1, 1])
        return tf.where(chosen, tf.reverse(values, [axis]), values)
