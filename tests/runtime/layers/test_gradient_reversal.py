"""Turned gradients."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import GradientReversal


def test_all(check_layer, rng):
    check_layer(GradientReversal(0.7), rng.normal(size=(2, 4, 5, 3)).astype(np.float32), lambda _, x: x)


def test_turns_the_gradient_and_nothing_else(rng):
    x = tf.constant(1e3 * rng.normal(size=(2, 4)).astype(np.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = GradientReversal(0.3)(x)
        loss = tf.reduce_sum(tf.sin(y))
    np.testing.assert_array_equal(y, x)
    np.testing.assert_allclose(tape.gradient(loss, x), -0.3 * np.cos(x), rtol=1e-5)


def test_twice_is_the_identity():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(GradientReversal()(GradientReversal()(x)) ** 2)
    np.testing.assert_array_equal(tape.gradient(loss, x), [2.0, 4.0])


def test_refuses():
    with pytest.raises(ValueError, match=r"Received: scale=None"):
        GradientReversal(None)
