"""Pixels of unit length."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import PixelNormalization


def test_all(check_layer, rng):
    def expected(_, x):
        return x / np.sqrt((x**2).sum(axis=-1, keepdims=True) / x.shape[-1] + 1e-8)

    check_layer(PixelNormalization(), 3 * rng.normal(size=(3, 4, 5, 6)).astype(np.float32), expected)
    check_layer(PixelNormalization(), rng.normal(size=(3, 6)).astype(np.float32), expected)


def test_large_float16_does_not_overflow():
    x = np.full((1, 4), 3000.0, np.float16)
    np.testing.assert_allclose(PixelNormalization(dtype="mixed_float16")(x), np.ones((1, 4)), rtol=1e-3)


def test_zeros_stay_zero_with_a_finite_gradient():
    x = tf.zeros([1, 4])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = PixelNormalization()(x)
    assert not y.numpy().any()
    assert np.isfinite(tape.gradient(y, x)).all()


def test_epsilon_must_be_positive():
    with pytest.raises(ValueError, match=r"Received: epsilon=0"):
        PixelNormalization(0)
