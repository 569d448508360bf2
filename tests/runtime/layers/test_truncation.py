"""The truncation trick."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import Truncation


@pytest.mark.parametrize("shape", [(6, 7), (2, 3, 7)])
def test_samples_lie_nearer_to_the_mean(check_layer, rng, shape):
    layer = Truncation(0.6)
    layer.build(shape)
    mean = rng.normal(size=7)
    layer.moving_mean.assign(mean)
    x = rng.normal(size=shape).astype(np.float32)
    np.testing.assert_allclose(layer(x, training=False), mean + 0.6 * (x - mean), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(Truncation(1.0)(x), x)
    check_layer(Truncation(0.6), x, lambda _, x: 0.6 * x)


def test_the_mean_is_that_of_what_training_gave(rng):
    layer = Truncation(momentum=0.9)
    expected = np.zeros(5)
    for _ in range(20):
        x = rng.normal(loc=3, size=(4, 2, 5)).astype(np.float32)
        np.testing.assert_array_equal(layer(x, training=True), x)
        expected = 0.9 * expected + 0.1 * x.astype(np.float64).mean(axis=(0, 1))
    np.testing.assert_allclose(layer.moving_mean, expected, rtol=1e-5)
    layer(x, training=False)
    np.testing.assert_allclose(layer.moving_mean, expected, rtol=1e-5)


def test_arguments_that_do_not_fit():
    with pytest.raises(ValueError, match="`momentum` must be a number from 0 to 1"):
        Truncation(momentum=1.5)
    with pytest.raises(ValueError, match="`psi` must be a number from 0 to 1"):
        Truncation(psi=1.7)
