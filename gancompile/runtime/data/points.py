"""Points of the plane, drawn anew for every batch: what a generator makes of them shows at a glance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import tensorflow as tf

from gancompile.runtime.data.source import Batch, Ranges, Source, Tensor

TAIL = 4.0
"""How many deviations beyond its centre a Gaussian is taken to reach where `range` asks for its ends."""


def ring_centres(modes: int, radius: float) -> list[tuple[float, float]]:
    """The centres of Gaussians on a circle, from the right counter-clockwise."""
    return [
        (radius * math.cos(2 * math.pi * i / modes), radius * math.sin(2 * math.pi * i / modes)) for i in range(modes)
    ]


def grid_centres(side: int, spacing: float) -> list[tuple[float, float]]:
    """The centres of Gaussians on a square grid around the origin."""
    places = [(i - (side - 1) / 2) * spacing for i in range(side)]
    return [(x, y) for x in places for y in places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Gaussians of equal weight. centres: [modes, 2]."""

    centres: list[tuple[float, float]]
    deviation: float

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names, the example first."""
        return ("point", "label")

    @property
    def count(self) -> None:
        """Each is drawn anew."""
        return

    @property
    def ranges(self) -> Ranges:
        """The square around the origin that holds nearly all points."""
        return _square(max(abs(place) for centre in self.centres for place in centre) + TAIL * self.deviation)

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """point: [n, 2] float32. label: [n] int32, which Gaussian it came of."""
        number = tf.shape(indices)[0]
        modes = tf.random.stateless_uniform([number], seed, 0, len(self.centres), tf.int32, alg="philox")
        noise = tf.random.stateless_normal([number, 2], seed + [0, 1], alg="philox")
        return {
            "point": tf.gather(tf.constant(self.centres, tf.float32), modes) + self.deviation * noise,
            "label": modes,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiral:
    """Two arms of an Archimedean spiral, each point moved by Gaussian noise."""

    turns: float = 2.0
    radius: float = 2.0
    deviation: float = 0.05

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return ("point",)

    @property
    def count(self) -> None:
        """Each is drawn anew."""
        return

    @property
    def ranges(self) -> Ranges:
        """The square around the origin that holds nearly all points."""
        return _square(self.radius + TAIL * self.deviation)

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """point: [n, 2] float32."""
        number = tf.shape(indices)[0]
        # The root makes the points as dense at the end of an arm as at its beginning.
        along = tf.sqrt(tf.random.stateless_uniform([number], seed, alg="philox"))
        arm = tf.cast(tf.random.stateless_uniform([number], seed + [0, 1], 0, 2, tf.int32, alg="philox"), tf.float32)
        angle = 2 * math.pi * self.turns * along + math.pi * arm
        points = self.radius * along[:, None] * tf.stack([tf.cos(angle), tf.sin(angle)], axis=1)
        return {"point": points + self.deviation * tf.random.stateless_normal([number, 2], seed + [0, 2], alg="philox")}


def _square(reach: float) -> Ranges:
    return {"point": (-reach, reach)}


def ring(modes: int = 8, radius: float = 2.0, deviation: float = 0.02) -> Source:
    return Mixture(centres=ring_centres(modes, radius), deviation=deviation)


def grid(side: int = 5, spacing: float = 2.0, deviation: float = 0.05) -> Source:
    return Mixture(centres=grid_centres(side, spacing), deviation=deviation)


POINTS: Mapping[str, Callable[..., Source]] = {"grid": grid, "ring": ring, "spiral": Spiral}
