"""Weights at one scale."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from gancompile.runtime.layers import EqualizedLearningRate, ModulatedConv2D

IMAGE = (2, 5, 5, 4)
# A layer, its input's shape, and how many numbers an output sums.
WRAPPED = {
    "dense": (lambda: keras.layers.Dense(3, name="inner"), (2, 4), 4),
    "conv2d": (lambda: keras.layers.Conv2D(3, 3, name="inner"), IMAGE, 36),
    "conv2d_groups": (lambda: keras.layers.Conv2D(6, 3, groups=2, name="inner"), IMAGE, 18),
    "conv2d_transpose": (lambda: keras.layers.Conv2DTranspose(3, 3, name="inner"), IMAGE, 36),
    "depthwise_conv2d": (lambda: keras.layers.DepthwiseConv2D(3, name="inner"), IMAGE, 9),
    "einsum_dense": (
        lambda: keras.layers.EinsumDense("abc,cde->abde", (5, 3, 2), bias_axes="e", name="inner"),
        (2, 5, 4),
        4,
    ),
    "embedding": (lambda: keras.layers.Embedding(7, 3, name="inner"), (2,), 1),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_all(check_layer, rng, name):
    make, shape, fan_in = WRAPPED[name]
    x = rng.normal(size=shape).astype(np.float32)
    if name == "embedding":
        x = rng.integers(0, 7, shape).astype(np.int32)

    def expected(weights, x):
        alone = make()
        alone.build(shape)
        for weight in alone.weights:
            scale = 0.5 if weight.name == "bias" else 2.0 * 0.5 / np.sqrt(fan_in)
            weight.assign(weights[f"inner/{weight.name}"] * scale)
        return alone(x.astype("f") if x.dtype.kind == "f" else x).numpy()

    check_layer(EqualizedLearningRate(make(), gain=2.0, multiplier=0.5), x, expected, half=4e-2)


@pytest.mark.parametrize("layer", [keras.layers.Dense, keras.layers.Embedding], ids=lambda one: one.__name__)
def test_begins_at_a_standard_normal_over_the_multiplier(layer):
    wrapped = layer(200) if layer is keras.layers.Dense else layer(200, 200)
    equalized = EqualizedLearningRate(wrapped, multiplier=0.01)
    equalized.build((None, 200))
    np.testing.assert_allclose(equalized.trainable_weights[0].numpy().std(), 100, rtol=0.03)


def test_both_kernels_of_a_modulated_convolution_begin_at_a_standard_normal():
    equalized = EqualizedLearningRate(ModulatedConv2D(64))
    equalized.build([(None, 4, 4, 64), (None, 100)])
    kernels = [weight for weight in equalized.trainable_weights if weight.name == "kernel"]
    np.testing.assert_allclose([kernel.numpy().std() for kernel in kernels], [1, 1], rtol=0.05)


def test_keeps_the_variance(rng):
    x = rng.normal(size=(500, 100)).astype(np.float32)
    output = np.asarray(EqualizedLearningRate(keras.layers.Dense(300), multiplier=0.01)(x))
    np.testing.assert_allclose(output.std(), 1.0, rtol=0.05)


def test_a_layer_that_is_built_keeps_its_weights():
    dense = keras.layers.Dense(3, kernel_initializer="ones")
    dense.build((None, 4))
    EqualizedLearningRate(dense)(np.zeros((2, 4)))
    np.testing.assert_array_equal(dense.kernel, np.ones((4, 3)))


def test_a_step_moves_the_output_by_the_multiplier_squared(rng):
    """With weights w / m that are used as w * m, plain gradient descent moves what is used m^2 times as far."""
    x, moves = rng.normal(size=(8, 4)).astype(np.float32), []
    for multiplier in (1.0, 0.1):
        model = keras.Sequential([EqualizedLearningRate(keras.layers.Dense(1, use_bias=False), 1.0, multiplier)])
        model.compile(keras.optimizers.SGD(0.01), "mse")
        model.build(x.shape)
        [kernel] = model.trainable_weights
        kernel.assign(np.ones((4, 1)) / multiplier)
        before = model(x).numpy()
        model.train_on_batch(x, np.zeros((8, 1)))
        moves.append(model(x).numpy() - before)
    np.testing.assert_allclose(moves[1], 0.01 * moves[0], rtol=1e-2, atol=1e-6)


@pytest.mark.parametrize("name", ["gain", "multiplier"])
def test_refuses(name):
    with pytest.raises(ValueError, match=f"above 0. Received: {name}=0"):
        EqualizedLearningRate(keras.layers.Dense(3), **{name: 0})
