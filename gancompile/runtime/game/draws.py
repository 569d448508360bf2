"""Independent random numbers for each image of a batch."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.replicas import WHOLE, BatchSlice

Tensor = Any


class Draws:
    """Draws from one seed, each other than the last: [batch], or with `axes` further axes of size 1. seed: [2] int32.

    part: the slice of the batch that the images are.
    """

    def __init__(self, *, seed: Tensor, images: Tensor, part: BatchSlice = WHOLE, axes: int = 3) -> None:
        self._seed, self._images, self._part, self._axes, self._number = seed, images, part, axes, 0

    @property
    def dtype(self) -> Any:
        """The type of the images, and of what is drawn."""
        return self._images.dtype

    def _next(self) -> Tensor:
        self._number += 1
        return self._seed + [0, self._number]

    def _shape(self) -> list[Any]:
        return [tf.shape(self._images)[0], *[1] * self._axes]

    def uniform(self, low: float, high: float) -> Tensor:
        """Uniform numbers in [low, high)."""
        seed = self._next()
        return self._part.drawn(
            lambda shape: tf.random.stateless_uniform(shape, seed, low, high, self.dtype, alg="philox"), self._shape()
        )

    def normal(self, deviation: float) -> Tensor:
        """Normal numbers with mean 0."""
        return deviation * self._normal(self._shape())

    def normal_like(self, images: Tensor) -> Tensor:
        """A standard normal number for each number of the images."""
        return self._normal(tf.unstack(tf.shape(images)))

    def integers(self, low: int, high: int) -> Tensor:
        """Uniform integers from low to high, both included: [batch] int32."""
        seed = self._next()
        return self._part.drawn(
            lambda shape: tf.random.stateless_uniform(shape, seed, low, high + 1, tf.int32, alg="philox"),
            self._shape()[:1],
        )

    def _normal(self, shape: list[Any]) -> Tensor:
        seed = self._next()
        return self._part.drawn(
            lambda whole: tf.random.stateless_normal(whole, seed, dtype=self.dtype, alg="philox"), shape
        )
