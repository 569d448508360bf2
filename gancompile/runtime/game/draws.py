"""Independent random numbers for each image of a batch."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


class Draws:
    """Draws from one seed, each other than the last: [batch], or with `axes` further axes of size 1. seed: [2] int32."""

    def __init__(self, *, seed: Tensor, images: Tensor, axes: int = 3) -> None:
        self._seed, self._images, self._axes, self._number = seed, images, axes, 0

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
        return tf.random.stateless_uniform(self._shape(), self._next(), low, high, self.dtype, alg="philox")

    def normal(self, deviation: float) -> Tensor:
        """Normal numbers with mean 0."""
        return deviation * tf.random.stateless_normal(self._shape(), self._next(), dtype=self.dtype, alg="philox")

    def normal_like(self, images: Tensor) -> Tensor:
        """A standard normal number for each number of the images."""
        return tf.random.stateless_normal(tf.shape(images), self._next(), dtype=self.dtype, alg="philox")

    def integers(self, low: int, high: int) -> Tensor:
        """Uniform integers from low to high, both included: [batch] int32."""
        shape = [tf.shape(self._images)[0]]
        return tf.random.stateless_uniform(shape, self._next(), low, high + 1, tf.int32, alg="philox")
