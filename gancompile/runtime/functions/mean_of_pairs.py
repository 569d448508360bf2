"""The mean over pairs of examples."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


def mean_of_pairs(values: Tensor) -> Tensor:
    """The mean over the ordered pairs of distinct examples; 0 for a batch of one, which has no pairs.

    values: [batch, batch], or [batch, batch, 1]. Returns: a scalar.
    """
    values = tf.reshape(values, tf.shape(values)[:2])
    size = tf.shape(values)[0]
    distinct = values * (1.0 - tf.eye(size, dtype=values.dtype))
    return tf.reduce_sum(distinct) / tf.cast(tf.maximum(size * (size - 1), 1), values.dtype)
