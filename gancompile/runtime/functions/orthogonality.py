"""Orthogonal regularization."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def orthogonality(network: keras.Model) -> Tensor:
    """The sum of squares of the off-diagonal entries of W^T W, over all kernels W of a network; norms of filters are not penalized.

    A kernel [..., inputs, outputs] is flattened to a matrix with a column for each output. Returns: scalar.
    Source: Brock et al. 2019 (arXiv 1809.11096), eq. 3. Differs: the factor beta is the caller's.
    """
    total = tf.zeros([], keras.config.floatx())
    for weight in network.trainable_variables:
        if len(weight.shape) >= 2:
            kernel = tf.reshape(weight.value, [-1, weight.shape[-1]])
            products = tf.matmul(kernel, kernel, transpose_a=True)
            off_diagonal = products - tf.linalg.diag(tf.linalg.diag_part(products))
            total += tf.reduce_sum(tf.square(off_diagonal))
    return total
