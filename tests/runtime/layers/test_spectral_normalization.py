"""Kernels of norm 1."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import SpectralNormalization

IMAGE = (2, 5, 5, 4)


def last_axis(kernel):
    return kernel.reshape(-1, kernel.shape[-1])


# A layer, its input's shape, and its kernel as a matrix whose columns are outputs.
WRAPPED = {
    "dense": (lambda: keras.layers.Dense(3, name="inner"), (2, 4), last_axis),
    "conv1d": (lambda: keras.layers.Conv1D(3, 2, name="inner"), (2, 5, 4), last_axis),
    "conv2d": (lambda: keras.layers.Conv2D(3, 3, strides=2, name="inner"), IMAGE, last_axis),
    "conv2d_groups": (lambda: keras.layers.Conv2D(6, 3, groups=2, name="inner"), IMAGE, last_axis),
    "conv3d": (lambda: keras.layers.Conv3D(2, 2, name="inner"), (2, 3, 3, 3, 2), last_axis),
    "conv1d_transpose": (
        lambda: keras.layers.Conv1DTranspose(3, 2, name="inner"),
        (2, 5, 4),
        lambda kernel: kernel.transpose(0, 2, 1).reshape(-1, kernel.shape[1]),
    ),
    "conv2d_transpose": (
        lambda: keras.layers.Conv2DTranspose(3, 4, strides=2, padding="same", name="inner"),
        IMAGE,
        lambda kernel: kernel.transpose(0, 1, 3, 2).reshape(-1, kernel.shape[2]),
    ),
    "depthwise_conv2d": (
        lambda: keras.layers.DepthwiseConv2D(3, depth_multiplier=2, name="inner"),
        IMAGE,
        lambda kernel: kernel.reshape(9, -1),
    ),
    "einsum_dense": (
        lambda: keras.layers.EinsumDense("abc,cde->abde", (5, 3, 2), bias_axes="e", name="inner"),
        (2, 5, 4),
        lambda kernel: kernel.reshape(4, 6),
    ),
    "embedding": (lambda: keras.layers.Embedding(7, 3, name="inner"), (2,), last_axis),
}


def inputs_of(rng, shape, name):
    if name == "embedding":
        return rng.integers(0, 7, shape).astype(np.int32)
    return rng.normal(size=shape).astype(np.float32)


def kernel_of(layer):
    return layer.embeddings if isinstance(layer, keras.layers.Embedding) else layer.kernel


def estimated(matrix, u, steps):
    """Algorithm 1: the two vectors after some steps, and v W u. matrix: [inputs, outputs]."""
    for _ in range(steps):
        v = matrix @ u / np.linalg.norm(matrix @ u)
        u = matrix.T @ v / np.linalg.norm(matrix.T @ v)
    return v @ matrix @ u, u


@pytest.mark.parametrize(("name", "steps"), [*((name, 1) for name in WRAPPED), ("conv2d", 3)])
def test_it_is_the_layer_with_the_kernel_of_algorithm_1(check_layer, rng, name, steps):
    make, shape, as_matrix = WRAPPED[name]

    def expected(weights, x):
        """The layer alone, with the kernel that Algorithm 1 makes."""
        alone = make()
        alone.build(shape)
        [kernel] = [key for key in weights if key.endswith(("kernel", "embeddings"))]
        sigma, _ = estimated(as_matrix(weights[kernel]), weights["u"], steps)
        for weight in alone.weights:
            value = weights[f"inner/{weight.name}"]
            weight.assign(value / sigma if weight is kernel_of(alone) else value)
        return alone(x.astype("f") if x.dtype.kind == "f" else x).numpy()

    check_layer(SpectralNormalization(make(), steps), inputs_of(rng, shape, name), expected, half=4e-2)


@pytest.mark.parametrize("name", WRAPPED)
def test_the_norm_goes_to_1_and_the_kernel_stays(rng, name):
    make, shape, as_matrix = WRAPPED[name]
    layer, x = SpectralNormalization(make()), inputs_of(rng, shape, name)
    layer.build(x.shape)
    kernel = kernel_of(layer.layer)
    kernel.assign(5 * rng.normal(size=kernel.shape))
    before = kernel.numpy()
    for _ in range(100):
        layer(x, training=True)
    np.testing.assert_array_equal(kernel, before)
    [(_, effective)] = layer.substitutes(training=False)
    np.testing.assert_allclose(np.linalg.norm(as_matrix(effective.numpy()), 2), 1.0, rtol=1e-3)


@pytest.mark.parametrize("graph", [False, True])
def test_the_vector_moves_in_training_only(rng, graph):
    layer, x = SpectralNormalization(keras.layers.Dense(3)), rng.normal(size=(2, 4)).astype(np.float32)
    layer.build(x.shape)
    call = tf.function(layer, autograph=False) if graph else layer
    first = layer.vectors[0].numpy()
    call(x, training=False)
    call(x)
    np.testing.assert_array_equal(layer.vectors[0], first)
    call(x, training=True)
    _, wanted = estimated(layer.layer.kernel.numpy(), first, 1)
    np.testing.assert_allclose(layer.vectors[0], wanted, rtol=1e-4, atol=1e-5)
    assert [weight.name for weight in layer.non_trainable_weights] == ["u"]
    assert len(layer.trainable_weights) == 2


def test_training_and_inference_agree_from_one_vector(rng):
    layer, x = SpectralNormalization(keras.layers.Dense(3)), rng.normal(size=(2, 4)).astype(np.float32)
    inference = layer(x, training=False)
    np.testing.assert_allclose(layer(x, training=True), inference, rtol=1e-6)


@pytest.mark.usefixtures("float64")
def test_the_gradient_is_the_difference_quotient(rng):
    layer, x = SpectralNormalization(keras.layers.Conv2D(3, 3), 300), rng.normal(size=(2, 5, 5, 2))
    layer.build(x.shape)
    kernel = layer.layer.kernel
    assert layer.vectors[0].dtype == kernel.dtype == "float64"
    layer(x, training=True)

    def loss():
        return tf.reduce_sum(tf.sin(layer(x, training=False)))

    with tf.GradientTape() as tape:
        value = loss()
    gradient = tape.gradient(value, kernel.value).numpy()
    start, direction, step = kernel.numpy(), rng.normal(size=kernel.shape), 1e-5
    ends = []
    for sign in (1, -1):
        kernel.assign(start + sign * step * direction)
        ends.append(float(loss()))
    np.testing.assert_allclose((ends[0] - ends[1]) / (2 * step), (gradient * direction).sum(), rtol=1e-6)
    # A kernel twice as long makes the same output, so the gradient has no part along the kernel: sigma is in it.
    assert abs((gradient * start).sum()) < 1e-10 * np.abs(gradient).sum()


def test_has_a_second_derivative_for_gradient_penalties(rng):
    layer, x = SpectralNormalization(keras.layers.Conv2D(3, 3)), tf.constant(rng.normal(size=(2, 5, 5, 2)), tf.float32)
    layer.build(x.shape)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            scores = tf.reduce_sum(tf.tanh(layer(x, training=True)))
        penalty = tf.reduce_sum(inner.gradient(scores, x) ** 2)
    assert np.abs(outer.gradient(penalty, layer.layer.kernel.value)).max() > 0


def test_one_layer_called_twice_in_a_graph(rng):
    layer = SpectralNormalization(keras.layers.Dense(3))
    real, fake = rng.normal(size=(2, 2, 4)).astype(np.float32)
    layer.build(real.shape)
    first = layer.vectors[0].numpy()
    tf.function(lambda: (layer(real, training=True), layer(fake, training=True)), autograph=False)()
    _, wanted = estimated(layer.layer.kernel.numpy(), first, 2)
    np.testing.assert_allclose(layer.vectors[0], wanted, rtol=1e-4, atol=1e-5)


def test_trains_in_a_model_and_its_vector_is_saved(rng, tmp_path):
    model = keras.Sequential(
        [keras.Input((4,)), SpectralNormalization(keras.layers.Dense(8, "relu")), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    x = rng.normal(size=(64, 4)).astype(np.float32)
    before = model.layers[0].layer.kernel.numpy()
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    assert np.abs(model.layers[0].layer.kernel.numpy() - before).max() > 1e-4
    assert np.linalg.norm(model.layers[0].layer.kernel.numpy(), 2) > 1.01
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.layers[0].vectors[0], model.layers[0].vectors[0])
    np.testing.assert_allclose(loaded.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-6)


def test_a_kernel_of_zeros_stays_finite(rng):
    layer, x = SpectralNormalization(keras.layers.Dense(3, kernel_initializer="zeros")), np.ones((2, 4), np.float32)
    with tf.GradientTape() as tape:
        output = layer(x, training=True)
    assert not output.numpy().any()
    assert np.isfinite(tape.gradient(output, layer.layer.kernel.value)).all()
    assert layer.vectors[0].numpy().any()


def test_a_large_kernel_in_float16(rng):
    layer = SpectralNormalization(keras.layers.Dense(64, dtype="mixed_float16"), 20)
    layer.build((None, 64))
    layer.layer.kernel.assign(1e5 * rng.normal(size=(64, 64)))
    output = np.asarray(layer(rng.normal(size=(8, 64)).astype(np.float32), training=True), np.float32)
    assert 0.1 < np.abs(output).max() < 8


def test_refuses():
    with pytest.raises(ValueError, match=r"Received: power_iterations=0"):
        SpectralNormalization(keras.layers.Dense(3), 0)
    with pytest.raises(ValueError, match="Layer dense"):
        SpectralNormalization("dense")
