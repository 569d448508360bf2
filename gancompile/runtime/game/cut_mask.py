"""Cut masks: random rectangles of random sizes, to mix two images by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def cut_masks(shape: Sequence[Any] | Tensor, seed: Tensor) -> Tensor:
    """Masks with 1 in a rectangle and 0 elsewhere, in Keras's default precision.

    shape: [batch, height, width, 1]. seed: [2] integers. Returns: that shape.
    The rectangle has the proportions of the image and a share of its area that is uniform in [0, 1); its centre is uniform in the image,
    and what would lie outside is cut off.
    Source: Yun et al. 2019 (arXiv 1905.04899), eq. 2 and appendix A, Algorithm A1; the masks of Schoenfeld et al. 2020 (arXiv
    2002.12655), section 3.2. Differs: a rectangle for each example, not one for the batch.
    """
    batch = shape[0]
    drawn = tf.random.stateless_uniform([batch, 3], seed, alg="philox")
    side = tf.sqrt(drawn[:, :1])
    rows, columns = (_within(drawn[:, axis : axis + 1], side, shape[axis]) for axis in (1, 2))
    return tf.cast(rows[:, :, None, None] & columns[:, None, :, None], keras.config.floatx())


def _within(centres: Tensor, side: Tensor, size: Any) -> Tensor:
    """Whether the rectangle covers each position along one axis. centres, side: [batch, 1] shares of it. Returns: [batch, size] bool."""
    positions, whole = tf.range(size)[None, :], tf.cast(size, tf.float32)
    centre = tf.cast(centres * whole, tf.int32)
    half = tf.cast(side * whole, tf.int32) // 2
    return (positions >= centre - half) & (positions < centre + half)
