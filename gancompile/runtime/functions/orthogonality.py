"""Orthogonal regularization."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.functions.kernel import as_matrix, kernels_of

Tensor = Any


def orthogonality(network: keras.Model) -> Tensor:
    """The sum of squares of the off-diagonal entries of W^T W, over all kernels W of a network; norms of filters are not penalized.

    A kernel is a matrix with a column for each output; embeddings are left alone. Returns: scalar.
    Source: Brock et al. 2019 (arXiv 1809.11096), eq. 3. Differs: the factor beta is the caller's.
    """
    total = tf.zeros([], keras.config.floatx())
    for layer, kernel in kernels_of(network):
        matrix = as_matrix(layer, kernel, kernel.value)
        products = tf.matmul(matrix, matrix, transpose_a=True)
        off_diagonal = products - tf.linalg.diag(tf.linalg.diag_part(products))
        total += tf.reduce_sum(tf.square(off_diagonal))
    return total
