"""Resampling through a filter."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import Resample2D


def plain(x, kernel, up, down):
    """Zeros put in, zeros around, a true convolution with the outer product, each down-th pixel."""
    batch, height, width, channels = x.shape
    taps = len(kernel)
    before = (taps + up - down) // 2
    stretched = np.zeros((batch, height * up + taps - 1, width * up + taps - 1, channels))
    stretched[:, before : before + height * up : up, before : before + width * up : up] = x
    weights = np.outer(kernel, kernel)[::-1, ::-1] / np.sum(kernel) ** 2 * up**2
    output = np.zeros((batch, height * up, width * up, channels))
    for row in range(height * up):
        for column in range(width * up):
            patch = stretched[:, row : row + taps, column : column + taps]
            output[:, row, column] = np.einsum("bijc,ij->bc", patch, weights)
    return output[:, ::down, ::down]


@pytest.mark.parametrize(
    ("kernel", "up", "down"),
    [([1, 3, 3, 1], 1, 1), ([1, 3, 3, 1], 2, 1), ([1, 3, 3, 1], 1, 2), ([1, 4, 2], 3, 2), ([1, 2, 4, 2, 0.5], 2, 3)],
)
def test_all(check_layer, rng, kernel, up, down):
    x = rng.normal(size=(2, 5, 4, 3)).astype(np.float32)
    check_layer(Resample2D(kernel, up, down), x, lambda _, x: plain(x, kernel, up, down))


def test_a_box_of_two_is_the_mean_of_four_and_its_inverse_repeats(rng):
    x = rng.normal(size=(1, 4, 4, 1)).astype(np.float32)
    mean = x.reshape(1, 2, 2, 2, 2, 1).mean(axis=(2, 4))
    np.testing.assert_allclose(Resample2D([1, 1], downsample=2)(x), mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(Resample2D([1, 1], upsample=2)(x), x.repeat(2, 1).repeat(2, 2), rtol=1e-5)


def test_up_sampling_keeps_straight_lines_straight():
    ramp = np.broadcast_to(np.arange(8, dtype=np.float32)[None, :, None, None], (1, 8, 8, 1))
    made = np.asarray(Resample2D(upsample=2)(ramp))[0, 2:-2, 8, 0]
    np.testing.assert_allclose(made, 0.75 + 0.5 * np.arange(12), rtol=1e-5)


def test_sizes_are_rounded_up():
    for size in range(1, 8):
        for up in (1, 2, 3):
            for down in (1, 2, 3, 5):
                for taps in (1, 2, 3, 4, 6):
                    layer = Resample2D([1] * taps, up, down)
                    shape = (1, size, size + 1, 1)
                    assert layer(np.zeros(shape, np.float32)).shape == layer.compute_output_shape(shape)


def test_has_a_second_derivative():
    x = tf.random.stateless_normal([1, 4, 4, 1], [1, 2])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            loss = tf.reduce_sum(Resample2D(upsample=2)(x) ** 3)
        gradient = tf.reduce_sum(inner.gradient(loss, x) ** 2)
    assert np.abs(outer.gradient(gradient, x)).max() > 0


def test_refuses():
    with pytest.raises(ValueError, match="must not be 0"):
        Resample2D([1, -1])
    with pytest.raises(ValueError, match="list of numbers"):
        Resample2D([])
    with pytest.raises(ValueError, match="upsample"):
        Resample2D(upsample=1.5)
