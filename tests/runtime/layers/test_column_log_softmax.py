"""The log-probabilities of a table's choices."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from scipy.special import log_softmax

from gancompile.runtime.layers import ColumnLogSoftmax


@pytest.mark.parametrize("shape", [(6, 7), (2, 3, 7)])
def test_each_choice_for_itself(check_layer, rng, shape):
    def expected(_, x):
        parts = [np.zeros_like(x[..., :1]), log_softmax(x[..., 1:4], -1), np.zeros_like(x[..., 4:5])]
        return np.concatenate([*parts, log_softmax(x[..., 5:], -1)], -1)

    check_layer(ColumnLogSoftmax([1, 3, 1, 2]), (100 * rng.normal(size=shape)).astype(np.float32), expected)


def test_its_product_with_a_condition_is_the_cross_entropy(rng):
    logits = tf.constant(rng.normal(size=(5, 4)), tf.float32)
    condition = np.eye(4)[[1, 2, 3, 1, 2]].astype(np.float32)
    made = -tf.reduce_sum(condition * ColumnLogSoftmax([1, 3])(logits), axis=1)
    expected = tf.nn.softmax_cross_entropy_with_logits(condition[:, 1:], logits[:, 1:])
    np.testing.assert_allclose(made, expected, rtol=1e-5)


def test_sizes_that_do_not_fit():
    with pytest.raises(ValueError, match=r"sizes=\[1, 3\], input_shape=\(None, 5\)"):
        ColumnLogSoftmax([1, 3]).build((None, 5))
