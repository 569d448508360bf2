"""Margins that mirror or repeat the edge: those of NumPy."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import (
    ReflectionPadding1D,
    ReflectionPadding2D,
    ReplicationPadding1D,
    ReplicationPadding2D,
)

# A layer's class, its argument, its input's shape, and the margins of NumPy.
CASES = [
    (ReflectionPadding1D, 3, (2, 4, 2), [(3, 3)]),
    (ReflectionPadding1D, [0, 2], (2, 4, 2), [(0, 2)]),
    (ReflectionPadding2D, 2, (2, 5, 3, 2), [(2, 2), (2, 2)]),
    (ReflectionPadding2D, [4, 1], (2, 5, 3, 2), [(4, 4), (1, 1)]),
    (ReflectionPadding2D, [[0, 1], [2, 0]], (2, 5, 3, 2), [(0, 1), (2, 0)]),
    (ReplicationPadding1D, [5, 1], (2, 4, 2), [(5, 1)]),
    (ReplicationPadding2D, 1, (2, 5, 3, 2), [(1, 1), (1, 1)]),
    (ReplicationPadding2D, [[0, 7], [3, 0]], (2, 5, 3, 2), [(0, 7), (3, 0)]),
]


@pytest.mark.parametrize(("layer", "padding", "shape", "around"), CASES)
def test_all(check_layer, rng, layer, padding, shape, around):
    mode = "reflect" if layer.__name__.startswith("Reflection") else "edge"

    def expected(_, x):
        return np.pad(x, [(0, 0), *around, (0, 0)], mode)

    check_layer(layer(padding), rng.normal(size=shape).astype(np.float32), expected)


@pytest.mark.parametrize("layer", [ReflectionPadding2D, ReplicationPadding2D])
def test_the_second_gradient_is_that_of_the_sum(rng, layer):
    """d/dx of sum(y^3) is 3 sum over the copies of each pixel of its squares, and the gradient of that sums 6 x over them."""
    x = tf.constant(rng.normal(size=(1, 4, 4, 1)), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            cubes = tf.reduce_sum(layer(2)(x) ** 3)
        first = tape.gradient(cubes, x)
    second = outer.gradient(first, x)
    places = np.arange(16).reshape(1, 4, 4, 1)
    copied = np.pad(places, [(0, 0), (2, 2), (2, 2), (0, 0)], "reflect" if layer is ReflectionPadding2D else "edge")
    copies = np.bincount(copied.ravel(), minlength=16).reshape(1, 4, 4, 1)
    np.testing.assert_allclose(first, 3 * copies * x.numpy() ** 2, rtol=1e-5)
    np.testing.assert_allclose(second, 6 * copies * x.numpy(), rtol=1e-5)


def test_refuses():
    with pytest.raises(ValueError, match=r"A reflection of 4 needs a size of 5 or more"):
        ReflectionPadding2D(4)(np.zeros((1, 5, 4, 1)))
    with pytest.raises(ValueError, match=r"takes 4 axes"):
        ReplicationPadding2D(1)(np.zeros((1, 5, 4)))
    for wrong in ([1, 2, 3], [[1], [2]], "same", [-1, 1]):
        with pytest.raises(ValueError, match="Received: padding="):
            ReflectionPadding2D(wrong)
    assert isinstance(ReflectionPadding2D((1, 2)).padding, tuple)
    assert keras.layers.deserialize(keras.layers.serialize(ReplicationPadding1D((0, 3)))).padding == ((0, 3),)
