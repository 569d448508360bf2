"""Kernels as magnitudes and directions."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import EqualizedLearningRate, SpectralNormalization, WeightNormalization

IMAGE = (2, 5, 5, 4)
# A layer, its input's shape, and the axes of its kernel that an output sums.
WRAPPED = {
    "dense": (lambda: keras.layers.Dense(3, name="inner"), (2, 4), (0,)),
    "conv1d": (lambda: keras.layers.Conv1D(3, 2, name="inner"), (2, 5, 4), (0, 1)),
    "conv2d": (lambda: keras.layers.Conv2D(3, 3, strides=2, name="inner"), IMAGE, (0, 1, 2)),
    "conv2d_groups": (lambda: keras.layers.Conv2D(6, 3, groups=2, name="inner"), IMAGE, (0, 1, 2)),
    "conv1d_transpose": (lambda: keras.layers.Conv1DTranspose(3, 2, name="inner"), (2, 5, 4), (0, 2)),
    "conv2d_transpose": (lambda: keras.layers.Conv2DTranspose(3, 4, strides=2, name="inner"), IMAGE, (0, 1, 3)),
    "depthwise_conv2d": (lambda: keras.layers.DepthwiseConv2D(3, depth_multiplier=2, name="inner"), IMAGE, (0, 1)),
    "einsum_dense": (
        lambda: keras.layers.EinsumDense("abc,cde->abde", (5, 3, 2), bias_axes="e", name="inner"),
        (2, 5, 4),
        (0,),
    ),
    "embedding": (lambda: keras.layers.Embedding(7, 3, name="inner"), (2,), (1,)),
}


def inputs_of(rng, shape, name):
    if name == "embedding":
        return rng.integers(0, 7, shape).astype(np.int32)
    return rng.normal(size=shape).astype(np.float32)


def normalized(kernel, magnitude, summed):
    """g v / |v| in float64."""
    norms = np.sqrt(np.square(kernel).sum(summed, keepdims=True))
    return kernel * magnitude.reshape(norms.shape) / norms


@pytest.mark.parametrize("name", WRAPPED)
def test_it_is_the_layer_with_the_kernel_of_equation_2(check_layer, rng, name):
    make, shape, summed = WRAPPED[name]

    def expected(weights, x):
        alone = make()
        alone.build(shape)
        for weight in alone.weights:
            value = weights[f"inner/{weight.name}"]
            weight.assign(value if weight.name == "bias" else normalized(value, weights["g"], summed))
        return alone(x.astype("f") if x.dtype.kind == "f" else x).numpy()

    check_layer(WeightNormalization(make()), inputs_of(rng, shape, name), expected, half=4e-2)


@pytest.mark.parametrize("name", WRAPPED)
def test_it_begins_as_the_layer_alone(rng, name):
    make, shape, _ = WRAPPED[name]
    layer, x = WeightNormalization(make()), inputs_of(rng, shape, name)
    output = layer(x).numpy()
    np.testing.assert_allclose(output, layer.layer(x).numpy(), rtol=1e-5, atol=1e-6)


def test_it_begins_as_the_layer_in_another_wrapper(rng):
    x = rng.normal(size=(3, 8)).astype(np.float32)
    layer = WeightNormalization(EqualizedLearningRate(keras.layers.Dense(4), gain=3.0))
    np.testing.assert_allclose(layer(x), layer.layer(x), rtol=1e-5, atol=1e-6)
    outside = SpectralNormalization(WeightNormalization(keras.layers.Dense(4)))
    for _ in range(50):
        outside(x, training=True)
    [value] = [value for variable, value in outside.substitutes(False) if variable.name == "kernel"][-1:]
    assert np.linalg.norm(value, 2) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.usefixtures("float64")
def test_gradients_are_those_of_equation_3(rng):
    """dL/dg = dL/dw . v / |v| and dL/dv = g / |v| (dL/dw - (dL/dg) v / |v|), of each output."""
    layer, x = WeightNormalization(keras.layers.Dense(3, use_bias=False)), rng.normal(size=(5, 4))
    layer.build(x.shape)
    layer.magnitudes[0].assign([0.5, 1.0, 2.0])
    v, g = layer.layer.kernel.numpy(), layer.magnitudes[0].numpy()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.sin(layer(x)))
    by_v, by_g = tape.gradient(loss, [layer.layer.kernel.value, layer.magnitudes[0].value])
    norms = np.linalg.norm(v, axis=0)
    by_w = x.T @ np.cos(x @ (g * v / norms))
    wanted = (by_w * v / norms).sum(axis=0)
    np.testing.assert_allclose(by_g, wanted, rtol=1e-9)
    np.testing.assert_allclose(by_v, g / norms * (by_w - wanted * v / norms), rtol=1e-9)


def test_has_a_second_derivative_for_gradient_penalties(rng):
    layer, x = WeightNormalization(keras.layers.Conv2D(3, 3)), tf.constant(rng.normal(size=(2, 5, 5, 2)), tf.float32)
    layer.build(x.shape)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            scores = tf.reduce_sum(tf.tanh(layer(x)))
        penalty = tf.reduce_sum(inner.gradient(scores, x) ** 2)
    for gradient in outer.gradient(penalty, [layer.layer.kernel.value, layer.magnitudes[0].value]):
        assert np.abs(gradient).max() > 0


def test_zeros_stay_finite():
    layer, x = WeightNormalization(keras.layers.Dense(3, kernel_initializer="zeros")), np.ones((2, 4), np.float32)
    with tf.GradientTape() as tape:
        output = layer(x)
    assert not output.numpy().any()
    for gradient in tape.gradient(output, [weight.value for weight in layer.trainable_weights]):
        assert np.isfinite(gradient).all()


def test_a_large_kernel_in_float16(rng):
    """The squares of 1e5 do not fit into float16, and neither does the kernel."""
    layer = WeightNormalization(keras.layers.Dense(64, dtype="mixed_float16"))
    layer.build((None, 64))
    layer.layer.kernel.assign(1e5 * rng.normal(size=(64, 64)))
    layer.magnitudes[0].assign(np.ones(64))
    assert layer.magnitudes[0].dtype == "float32"
    output = np.asarray(layer(rng.normal(size=(8, 64)).astype(np.float32)), np.float32)
    assert 0.1 < np.abs(output).max() < 8


def test_trains_in_a_model_and_is_saved(rng, tmp_path):
    model = keras.Sequential(
        [keras.Input((4,)), WeightNormalization(keras.layers.Dense(8, "relu")), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    x = rng.normal(size=(64, 4)).astype(np.float32)
    before = model.layers[0].magnitudes[0].numpy()
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    assert np.abs(model.layers[0].magnitudes[0].numpy() - before).max() > 1e-4
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.layers[0].magnitudes[0], model.layers[0].magnitudes[0])
    np.testing.assert_allclose(loaded.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-6)


def test_refuses():
    with pytest.raises(ValueError, match="with kernels"):
        WeightNormalization(keras.layers.Flatten())(np.zeros((2, 3, 4)))
