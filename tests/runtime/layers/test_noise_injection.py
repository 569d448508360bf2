"""Noise by pixel."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.layers import NoiseInjection


def test_all(check_layer, rng):
    check_layer(NoiseInjection(seed=3), rng.normal(size=(2, 4, 5, 3)).astype(np.float32), None, draws=True)


def test_begins_as_the_identity(rng):
    x = rng.normal(size=(2, 4, 5, 3)).astype(np.float32)
    np.testing.assert_array_equal(NoiseInjection()(x), x)


def test_one_normal_draw_for_all_channels_of_a_pixel():
    layer = NoiseInjection(seed=1)
    layer.build((None, 64, 64, 2))
    layer.strength.assign([1.0, -2.0])
    first, second = np.asarray(layer(np.zeros((4, 64, 64, 2)))), np.asarray(layer(np.zeros((4, 64, 64, 2))))
    np.testing.assert_allclose(first[..., 1], -2 * first[..., 0], rtol=1e-6)
    np.testing.assert_allclose([first[..., 0].mean(), first[..., 0].std()], [0, 1], atol=0.03)
    assert abs(np.corrcoef(first[..., 0].ravel(), second[..., 0].ravel())[0, 1]) < 0.05
    assert abs(np.corrcoef(first[0, ..., 0].ravel(), first[1, ..., 0].ravel())[0, 1]) < 0.06


def test_one_strength_for_all_channels(check_layer, rng):
    layer = NoiseInjection(seed=1, per_channel=False, strength_initializer="ones")
    made = np.asarray(layer(np.zeros((2, 8, 8, 3), np.float32)))
    assert layer.count_params() == 1
    assert made.std() > 0.5
    np.testing.assert_array_equal(made[..., 0], made[..., 2])
    check_layer(
        NoiseInjection(seed=3, per_channel=False), rng.normal(size=(2, 4, 5, 3)).astype(np.float32), None, draws=True
    )


def test_a_seed_repeats():
    made = []
    for _ in range(2):
        layer = NoiseInjection(seed=5, strength_initializer="ones")
        made.append(np.asarray(layer(np.zeros((1, 3, 3, 1)))))
    np.testing.assert_array_equal(*made)
