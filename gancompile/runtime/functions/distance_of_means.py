"""The distance between the means of two batches."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.replicas import mean_over_replicas

Tensor = Any


def distance_of_means(left: Tensor, right: Tensor) -> Tensor:
    """The squared Euclidean distance between the means over the batch. left, right: [batch, ...]. Returns: scalar.

    Source: Salimans et al. 2016 (arXiv 1606.03498), section 3.1.
    """
    between = mean_over_replicas(tf.reduce_mean(left, axis=0) - tf.reduce_mean(right, axis=0))
    return tf.reduce_sum(tf.square(between))
