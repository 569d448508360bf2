"""Categorical draws with gradients."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import GumbelSoftmax


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


def test_all(check_layer, rng):
    x = rng.normal(size=(3, 5, 4)).astype(np.float32)
    check_layer(GumbelSoftmax(0.5), x, lambda _, x: softmax(x / 0.5))
    check_layer(GumbelSoftmax(0.5, hard=True), x, lambda _, x: np.eye(4)[x.argmax(axis=-1)])


@pytest.mark.parametrize("hard", [False, True])
def test_draws_follow_the_probabilities(hard):
    logits = np.log(np.tile(np.array([[0.1, 0.6, 0.3]], "f"), (20000, 1)))
    made = np.asarray(GumbelSoftmax(0.3, hard=hard, seed=1)(logits, training=True))
    np.testing.assert_allclose(made.sum(axis=1), np.ones(20000), rtol=1e-5)
    np.testing.assert_allclose(np.eye(3)[made.argmax(axis=1)].mean(axis=0), [0.1, 0.6, 0.3], atol=0.015)
    assert (set(np.unique(made)) == {0.0, 1.0}) == hard


def test_the_hard_one_has_the_relaxed_one_s_gradient(rng):
    logits, weights = tf.constant(rng.normal(size=(6, 4)).astype("f")), rng.normal(size=(6, 4)).astype("f")
    gradients = []
    for hard in (False, True):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = tf.reduce_sum(weights * GumbelSoftmax(0.7, hard=hard, seed=4)(logits, training=True))
        gradients.append(tape.gradient(loss, logits).numpy())
    np.testing.assert_allclose(*gradients, rtol=1e-5)
    assert np.abs(gradients[0]).max() > 0.01


def test_many_draws_are_finite():
    made = GumbelSoftmax(0.01, seed=2)(np.zeros((200000, 3), "f"), training=True)
    assert np.isfinite(made).all()


def test_refuses():
    with pytest.raises(ValueError, match=r"above 0. Received: temperature=0"):
        GumbelSoftmax(0)
