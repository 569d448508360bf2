"""Masks with a square at a random place, as are cut out of images that a network is to complete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def boxes(shape: Sequence[Any], side: int, seed: Tensor) -> Tensor:
    """1 in a square that lies within the image, at each place as likely, and 0 around it, in Keras's default precision.

    shape: [batch, height, width, 1]. seed: two whole numbers. Returns: of that shape.
    """
    batch, height, width = shape[0], shape[1], shape[2]
    places = tf.cast(tf.stack([height - side + 1, width - side + 1]), tf.float32)
    corners = tf.cast(tf.random.stateless_uniform([batch, 2], seed, alg="philox") * places, tf.int32)
    rows, columns = _within(corners[:, :1], side, height), _within(corners[:, 1:], side, width)
    return tf.cast(rows[:, :, None, None] & columns[:, None, :, None], keras.config.floatx())


def _within(starts: Tensor, side: int, size: Any) -> Tensor:
    """Which places along one axis the square covers. starts: [batch, 1] int32. Returns: [batch, size] bool."""
    places = tf.range(size)[None, :]
    return (places >= starts) & (places < starts + side)
