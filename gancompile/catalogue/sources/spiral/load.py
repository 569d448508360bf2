"""A noisy spiral."""

from __future__ import annotations

import math
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.point_range import TAIL, square
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiral:
    """Two arms of an Archimedean spiral with Gaussian noise."""

    turns: float = 2.0
    radius: float = 2.0
    deviation: float = 0.05

    @property
    def fields(self) -> tuple[str, ...]:
        """The only field."""
        return ("point",)

    @property
    def count(self) -> None:
        """None: each example is drawn anew."""
        return

    @property
    def ranges(self) -> Ranges:
        """The square around the origin that holds nearly all points."""
        return square(self.radius + TAIL * self.deviation)

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """point: [n, 2] float32."""
        number = tf.shape(indices)[0]
        # The root makes the points as dense at the end of an arm as at its beginning.
        along = tf.sqrt(tf.random.stateless_uniform([number], seed, alg="philox"))
        arm = tf.cast(tf.random.stateless_uniform([number], seed + [0, 1], 0, 2, tf.int32, alg="philox"), tf.float32)
        angle = 2 * math.pi * self.turns * along + math.pi * arm
        points = self.radius * along[:, None] * tf.stack([tf.cos(angle), tf.sin(angle)], axis=1)
        return {"point": points + self.deviation * tf.random.stateless_normal([number, 2], seed + [0, 2], alg="philox")}


load = Spiral
