"""Mixtures of Gaussians in the plane."""

from __future__ import annotations

from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.sources.point_range import TAIL, square
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Gaussians of equal weight. centres: [modes, 2]. deviation: of each, in both directions."""

    centres: list[tuple[float, float]]
    deviation: float

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return ("point", "label")

    @property
    def count(self) -> None:
        """None: each example is drawn anew."""
        return

    @property
    def ranges(self) -> Ranges:
        """The square around the origin that holds nearly all points."""
        return square(max(abs(axis) for centre in self.centres for axis in centre) + TAIL * self.deviation)

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """point: [n, 2] float32. label: [n] int32, the number of its Gaussian."""
        number = tf.shape(indices)[0]
        modes = tf.random.stateless_uniform([number], seed, 0, len(self.centres), tf.int32, alg="philox")
        noise = tf.random.stateless_normal([number, 2], seed + [0, 1], alg="philox")
        return {
            "point": tf.gather(tf.constant(self.centres, tf.float32), modes) + self.deviation * noise,
            "label": modes,
        }
