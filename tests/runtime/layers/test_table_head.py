"""The end of a generator of tables."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import TableHead


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("shape", [(6, 7), (2, 3, 7)])
def test_all(check_layer, rng, shape):
    def expected(_, x):
        return np.concatenate(
            [np.tanh(x[..., :1]), softmax(x[..., 1:4]), np.tanh(x[..., 4:5]), softmax(x[..., 5:])], -1
        )

    check_layer(TableHead([1, 3, 1, 2]), rng.normal(size=shape).astype(np.float32), expected)


def test_one_column(check_layer, rng):
    check_layer(TableHead([1]), rng.normal(size=(3, 1)).astype(np.float32), lambda _, x: np.tanh(x))


@pytest.mark.parametrize("hard", [False, True])
def test_categories_are_drawn_in_training_by_the_probabilities_at_inference(hard):
    logits = np.tile(np.array([[0.5, *np.log([0.1, 0.6, 0.3]), *np.log([0.2, 0.8])]], "f"), (20000, 1))
    layer = TableHead([1, 3, 2], hard=hard, seed=1)
    made, inferred = (np.asarray(layer(logits, training=training)) for training in (True, False))
    np.testing.assert_allclose(made[:, 0], np.tanh(0.5), rtol=1e-5)
    np.testing.assert_allclose(inferred[0, 1:], [0.1, 0.6, 0.3, 0.2, 0.8], rtol=1e-5)
    np.testing.assert_allclose(np.eye(3)[made[:, 1:4].argmax(axis=1)].mean(axis=0), inferred[0, 1:4], atol=0.015)
    np.testing.assert_allclose(np.eye(2)[made[:, 4:].argmax(axis=1)].mean(axis=0), inferred[0, 4:], atol=0.015)
    assert (set(np.unique(made[:, 1:])) == {0.0, 1.0}) == hard
    # The columns are drawn apart.
    together = np.mean((made[:, 1:4].argmax(1) == 1) & (made[:, 4:].argmax(1) == 1))
    assert together == pytest.approx(0.48, abs=0.015)


def test_gradients_reach_every_logit(rng):
    logits = tf.constant(rng.normal(size=(64, 6)).astype("f"))
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = tf.reduce_sum(TableHead([1, 3, 2], 0.7, hard=True, seed=4)(logits, training=True) * [1, 2, 3, 4, 5, 7.0])
    assert (np.abs(tape.gradient(loss, logits).numpy()).max(axis=0) > 1e-3).all()


def test_refuses():
    with pytest.raises(ValueError, match=r"must sum to the size of the last axis. Received: sizes=\[1, 3\]"):
        TableHead([1, 3]).build((None, 5))
    with pytest.raises(ValueError, match="list of integers"):
        TableHead([])
