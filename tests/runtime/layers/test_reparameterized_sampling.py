"""Normal draws with gradients."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import ReparameterizedSampling


def test_all(check_layer, rng):
    inputs = [rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)]
    check_layer(ReparameterizedSampling(), inputs, lambda _, mean, log_variance: mean)


def test_draws_in_training_have_that_mean_and_variance():
    mean, log_variance = np.full((20000, 2), [1.0, -2.0], "f"), np.full((20000, 2), np.log([4.0, 0.25]), "f")
    made = np.asarray(ReparameterizedSampling(seed=1)([mean, log_variance], training=True))
    np.testing.assert_allclose(made.mean(axis=0), [1, -2], atol=0.05)
    np.testing.assert_allclose(made.std(axis=0), [2, 0.5], rtol=0.05)


def test_gradients_are_the_noise_s():
    mean, log_variance = tf.zeros([5, 3]), tf.fill([5, 3], 0.4)
    with tf.GradientTape() as tape:
        tape.watch([mean, log_variance])
        made = ReparameterizedSampling(seed=1)([mean, log_variance], training=True)
    by_mean, by_log_variance = tape.gradient(made, [mean, log_variance])
    np.testing.assert_array_equal(by_mean, np.ones((5, 3)))
    np.testing.assert_allclose(by_log_variance, made / 2, rtol=1e-5)


def test_refuses():
    with pytest.raises(ValueError, match="must have the same shape"):
        ReparameterizedSampling().build([(None, 3), (None, 4)])
