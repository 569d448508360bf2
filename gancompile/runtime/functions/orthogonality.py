"""How far the kernels of a network are from orthogonal ones."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def orthogonality(network: keras.Model) -> Tensor:
    """The sum over all kernels W of the squares of W^T W off its diagonal, so that the norms of the filters stay free. Returns: scalar.

    A kernel [..., inputs, outputs] counts as a matrix with a column for each output.
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
