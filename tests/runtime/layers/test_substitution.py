"""Other values for weights, and all else as it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import EqualizedLearningRate, SpectralNormalization
from gancompile.runtime.layers.substitution import Substitution, stored


class Counting(keras.layers.Layer):
    """A layer with a kernel that also counts its calls, drops, and adds a loss."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1)

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], 2), initializer="orthogonal")
        self.calls = self.add_weight(name="calls", shape=(), initializer="zeros", trainable=False)

    def call(self, x, training=None):
        if training:
            self.calls.assign_add(1.0)
            x = x + keras.random.normal([1], seed=self.seed_generator)
        self.add_loss(keras.ops.sum(self.kernel))
        return keras.ops.matmul(x, self.kernel)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], 2)


@pytest.mark.parametrize("graph", [False, True])
def test_updates_seeds_and_losses_pass_through(graph):
    inner = Counting()
    layer = EqualizedLearningRate(SpectralNormalization(inner), gain=3.0)
    x = np.ones((2, 4), np.float32)
    layer.build(x.shape)
    inner.kernel.assign(7 * inner.kernel)
    losses = []

    def call(x):
        layer(x, training=True)
        losses.append(layer.losses)
        return layer.losses[0]

    loss = (tf.function(call, autograph=False) if graph else call)(x)
    assert inner.calls.numpy() == 1
    assert inner.seed_generator.state.numpy()[1] == 1
    assert len(losses[0]) == 1
    np.testing.assert_allclose(loss, layer.substitutes(False)[-1][1].numpy().sum(), rtol=1e-3)


def test_reads_the_tensor_inside_and_the_weight_outside():
    layer = keras.layers.Dense(3)
    x = np.ones((1, 2), np.float32)
    outside = layer(x)
    with Substitution([(layer.kernel, tf.ones([2, 3]))]):
        np.testing.assert_array_equal(layer(x), np.full((1, 3), 2.0))
        with Substitution([(layer.bias, tf.ones([3]))]):
            np.testing.assert_array_equal(layer(x), np.full((1, 3), 3.0))
    np.testing.assert_array_equal(layer(x), outside)


def test_ends_with_an_exception():
    layer = keras.layers.Dense(3)
    layer.build((None, 2))
    with pytest.raises(RuntimeError), Substitution([(layer.kernel, tf.ones([2, 3]))]):
        raise RuntimeError
    layer.kernel.assign(np.zeros((2, 3)))
    assert not layer.kernel.numpy().any()


def test_a_substituted_weight_is_not_assigned_to():
    layer = keras.layers.Dense(3)
    layer.build((None, 2))
    with Substitution([(layer.kernel, tf.ones([2, 3]))]), pytest.raises(ValueError, match="must not be assigned to"):
        layer.kernel.assign(tf.zeros([2, 3]))


def test_weights_are_read_as_stored_under_mixed_precision():
    layer = keras.layers.Dense(3, dtype="mixed_float16")
    layer.build((None, 2))
    layer.kernel.assign(np.full((2, 3), 1 + 2.0**-20))
    seen = []
    with keras.src.backend.AutocastScope("float16"):
        assert layer.kernel.value.dtype == "float16"
        seen.append(stored(layer.kernel))
    np.testing.assert_array_equal(seen[0], np.full((2, 3), 1 + 2.0**-20, np.float32))


def test_threads_do_not_see_each_other():
    layer = SpectralNormalization(keras.layers.Dense(8))
    x = np.random.default_rng(1).normal(size=(4, 8)).astype(np.float32)
    expected = layer(x, training=False).numpy()
    with ThreadPoolExecutor(4) as pool:
        for made in pool.map(lambda _: layer(x, training=False).numpy(), range(200)):
            np.testing.assert_array_equal(made, expected)


def test_a_stateless_call_gets_the_new_state():
    layer = SpectralNormalization(keras.layers.Dense(3))
    x = np.random.default_rng(1).normal(size=(4, 8)).astype(np.float32)
    layer.build(x.shape)
    before = [weight.numpy() for weight in layer.weights]
    trained = [tf.convert_to_tensor(2 * weight.numpy()) for weight in layer.trainable_variables]
    still = [weight.value for weight in layer.non_trainable_variables]
    output, [u] = layer.stateless_call(trained, still, x, training=True)
    for weight, old in zip(layer.weights, before, strict=True):
        np.testing.assert_array_equal(weight, old)
    assert np.abs(u - layer.vectors[0].numpy()).max() > 1e-3
    np.testing.assert_allclose(output, layer(x, training=True), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.vectors[0], u, rtol=1e-6)


def test_wrappers_compose_as_functions(rng):
    x = rng.normal(size=(4, 8)).astype(np.float32)
    dense = {"units": 5, "use_bias": False, "kernel_initializer": "orthogonal"}
    inside = EqualizedLearningRate(SpectralNormalization(keras.layers.Dense(**dense), 50), gain=3.0)
    outside = SpectralNormalization(EqualizedLearningRate(keras.layers.Dense(**dense), gain=3.0), 50)
    for layer, norm in ((inside, 3.0 / np.sqrt(8)), (outside, 1.0)):
        layer(x, training=True)
        kernel = {id(weight): value for weight, value in layer.substitutes(False)}[id(layer.innermost.kernel)]
        np.testing.assert_allclose(np.linalg.norm(kernel, 2), norm, rtol=1e-3)
        np.testing.assert_allclose(layer(x, training=False), x @ kernel.numpy(), rtol=1e-4, atol=1e-5)
        assert layer.compute_output_shape((None, 8)) == (None, 5)


def test_a_nested_wrapper_moves_its_vector_once(rng):
    x = rng.normal(size=(4, 8)).astype(np.float32)
    inner = SpectralNormalization(keras.layers.Dense(5))
    outer = EqualizedLearningRate(inner)
    outer.build(x.shape)
    kernel, u = inner.layer.kernel.numpy(), inner.vectors[0].numpy()
    outer(x, training=True)
    v = kernel @ u / np.linalg.norm(kernel @ u)
    np.testing.assert_allclose(inner.vectors[0], v @ kernel / np.linalg.norm(v @ kernel), rtol=1e-4, atol=1e-6)


def test_takes_the_wrapped_layer_s_precision():
    layer = SpectralNormalization(keras.layers.Dense(5, dtype="mixed_bfloat16"))
    assert layer.compute_dtype == "bfloat16"
    assert layer(np.ones((2, 3), np.float32)).dtype == "bfloat16"
    assert type(layer).from_config(layer.get_config()).compute_dtype == "bfloat16"


@pytest.mark.parametrize(
    "layer", [keras.layers.ReLU(), keras.layers.LayerNormalization(), keras.layers.LSTM(2)], ids=lambda one: one.name
)
@pytest.mark.parametrize("wrapper", [SpectralNormalization, EqualizedLearningRate])
def test_refuses_layers_without_kernels(wrapper, layer):
    shape = (None, 4, 3) if isinstance(layer, keras.layers.LSTM) else (None, 4, 4, 3)
    with pytest.raises(ValueError, match="wraps a layer with kernels"):
        wrapper(type(layer).from_config(layer.get_config())).build(shape)


def test_refuses_adapters():
    with pytest.raises(ValueError, match="without adapters"):
        SpectralNormalization(keras.layers.Dense(4, lora_rank=2)).build((None, 3))
