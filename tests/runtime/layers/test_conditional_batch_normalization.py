"""Batch normalization by a condition."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from gancompile.runtime.layers import ConditionalBatchNormalization


def affine(weights, condition, places):
    gain = 1 + condition @ weights["gain/kernel"] + weights["gain/bias"]
    offset = condition @ weights["offset/kernel"] + weights["offset/bias"]
    shape = (len(condition), *[1] * places, -1)
    return gain.reshape(shape), offset.reshape(shape)


def test_all(check_layer, rng):
    x, condition = rng.normal(size=(4, 3, 3, 5)), rng.normal(size=(4, 2))

    def expected(weights, x, condition):
        gain, offset = affine(weights, condition, 2)
        mean, variance = weights["normalization/moving_mean"], weights["normalization/moving_variance"]
        return gain * (x - mean) / np.sqrt(variance + 1e-3) + offset

    check_layer(ConditionalBatchNormalization(), [x.astype(np.float32), condition.astype(np.float32)], expected)


def test_training_uses_the_batch_and_moves_the_averages(rng, randomized):
    x, condition = 3 + 2 * rng.normal(size=(6, 3, 3, 5)).astype(np.float32), rng.normal(size=(6, 2)).astype(np.float32)
    layer = ConditionalBatchNormalization(momentum=0.9, epsilon=1e-5)
    weights = randomized(layer, [x, condition])
    gain, offset = affine(weights, condition, 2)
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    made = layer([x, condition], training=True)
    np.testing.assert_allclose(made, gain * (x - mean) / np.sqrt(variance + 1e-5) + offset, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(layer.normalization.moving_mean, 0.1 * mean, rtol=1e-4)
    np.testing.assert_allclose(layer.normalization.moving_variance, 0.9 + 0.1 * variance, rtol=1e-4)
    assert len(layer.trainable_weights) == 4


def test_vectors(rng):
    layer = ConditionalBatchNormalization()
    made = layer([rng.normal(size=(4, 5)).astype("f"), rng.normal(size=(4, 2)).astype("f")], training=True)
    assert made.shape == (4, 5)
    np.testing.assert_equal(np.abs(layer.gain.kernel.numpy() - layer.offset.kernel.numpy()).max() > 0.01, True)


def test_an_initializer_with_a_seed_draws_two_kernels():
    layer = ConditionalBatchNormalization(kernel_initializer=keras.initializers.RandomNormal(seed=3))
    layer.build([(None, 5), (None, 2)])
    assert np.abs(layer.gain.kernel.numpy() - layer.offset.kernel.numpy()).max() > 0.001


def test_wants_a_list_of_two():
    with pytest.raises(ValueError, match=r"takes a list `\[x, condition\]`"):
        ConditionalBatchNormalization().build((None, 4, 4, 2))
    with pytest.raises(ValueError, match="from 0 to 1"):
        ConditionalBatchNormalization(momentum=1.5)
