"""Numbers of whole batches."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


def distance_of_means(left: Tensor, right: Tensor) -> Tensor:
    """The squared Euclidean distance between the means over the batch. left, right: [batch, ...]. Returns: scalar.

    Source: Salimans et al. 2016 (arXiv 1606.03498), section 3.1.
    """
    return tf.reduce_sum(tf.square(tf.reduce_mean(left, axis=0) - tf.reduce_mean(right, axis=0)))


def log_mean_exp(*values: Tensor) -> Tensor:
    """log(E[exp(a)] + E[exp(b)] + ...), from the largest value on, so that nothing overflows and no logarithm meets 0.

    values: [batch] or [batch, 1] each. Returns: scalar.
    """
    parts = [tf.reduce_logsumexp(one) - tf.math.log(tf.cast(tf.size(one), one.dtype)) for one in values]
    return tf.reduce_logsumexp(tf.stack(parts))
