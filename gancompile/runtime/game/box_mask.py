"""Box masks: random squares to cut out of images, for inpainting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def box_masks(shape: Sequence[Any] | Tensor, seed: Tensor, side: int) -> Tensor:
    """Masks with 1 in a square at a uniform random position within the image and 0 elsewhere, in Keras's default precision.

    shape: [batch, height, width, 1]. seed: [2] integers. side: of the square, in pixels. Returns: that shape.
    """
    batch, height, width = shape[0], shape[1], shape[2]
    positions = tf.cast(tf.stack([height - side + 1, width - side + 1]), tf.float32)
    corners = tf.cast(tf.random.stateless_uniform([batch, 2], seed, alg="philox") * positions, tf.int32)
    rows, columns = _within(corners[:, :1], side, height), _within(corners[:, 1:], side, width)
    return tf.cast(rows[:, :, None, None] & columns[:, None, :, None], keras.config.floatx())


def _within(starts: Tensor, side: int, size: Any) -> Tensor:
    """Whether the square covers each position along one axis. starts: [batch, 1] int32. Returns: [batch, size] bool."""
    positions = tf.range(size)[None, :]
    return (positions >= starts) & (positions < starts + side)
