"""Spectral normalization of layers with several kernels covers each of them, and the functions of all kernels read each rightly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.functions import orthogonality
from gancompile.runtime.game.weight_limit import clip_filter_norms
from gancompile.runtime.layers import (
    ConditionalBatchNormalization,
    EqualizedLearningRate,
    ProjectionHead,
    SelfAttention,
    SpectralNormalization,
)

RNG = np.random.default_rng(0)
SEVERAL: dict[str, tuple[Callable[[], Any], list[tuple[int, ...]], int]] = {
    "projection_head": (lambda: ProjectionHead(3), [(4, 6), (4,)], 2),
    "self_attention": (lambda: SelfAttention(reduction=2), [(2, 4, 4, 8)], 4),
    "conditional_batch_normalization": (ConditionalBatchNormalization, [(4, 3, 3, 5), (4, 2)], 2),
    "separable_conv2d": (lambda: keras.layers.SeparableConv2D(3, 2), [(2, 5, 5, 4)], 2),
}


def given(shapes: list[tuple[int, ...]]) -> Any:
    values = [RNG.integers(0, 3, s) if len(s) == 1 else RNG.normal(size=s).astype(np.float32) for s in shapes]
    return values[0] if len(values) == 1 else values


@pytest.mark.parametrize("name", SEVERAL)
def test_each_kernel_is_brought_to_norm_1(name: str) -> None:
    make, shapes, count = SEVERAL[name]
    layer, x = SpectralNormalization(make()), given(shapes)
    layer(x, training=True)
    for variable in layer.layer.trainable_variables:
        variable.assign(3 * RNG.normal(size=variable.shape))
    for _ in range(200):
        layer(x, training=True)
    effective = layer.substitutes(training=False)
    assert len(effective) == count == len(layer.vectors)
    for variable, value in effective:
        matrix = value.numpy().reshape(
            -1, int(np.prod(value.shape[-2:] if variable.name == "depthwise_kernel" else value.shape[-1:]))
        )
        assert np.linalg.norm(matrix, 2) == pytest.approx(1.0, rel=1e-3), variable.path


@pytest.mark.parametrize("name", SEVERAL)
def test_equalized_kernels_are_each_scaled_by_what_they_sum(name: str) -> None:
    make, shapes, count = SEVERAL[name]
    layer, x = EqualizedLearningRate(make(), gain=2.0), given(shapes)
    layer(x)
    scaled = [(variable, value) for variable, value in layer.substitutes(training=False) if variable.name != "bias"]
    assert len(scaled) == count
    for variable, value in scaled:
        inputs = variable.shape[:-2] if variable.name == "depthwise_kernel" else variable.shape[:-1]
        summed = 1 if variable.name == "embeddings" else np.prod(inputs)
        np.testing.assert_allclose(value, variable.numpy() * 2.0 / np.sqrt(summed), rtol=1e-5)


def network(*layers: Any) -> keras.Model:
    inputs = keras.Input([4, 4, 3])
    x = inputs
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


def test_the_outputs_of_a_transposed_kernel_are_its_third_axis() -> None:
    """Two filters at right angles cost nothing, and are limited each by its own norm."""
    layer = keras.layers.Conv2DTranspose(2, 1, use_bias=False)
    model = network(layer)
    layer.kernel.assign([[[[3.0, 0.0, 0.0], [0.0, 4.0, 0.0]]]])  # [1, 1, filters, channels]
    assert float(orthogonality(model)) == 0.0
    clip_filter_norms(model, 2.0)
    np.testing.assert_allclose(layer.kernel.numpy()[0, 0], [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    layer.kernel.assign([[[[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]]])
    assert float(orthogonality(model)) == pytest.approx(2.0)  # their product 1, above and below the diagonal


def test_embeddings_and_constants_are_no_kernels() -> None:
    labels = keras.Input([], dtype="int32")
    embedding = keras.layers.Embedding(5, 3)
    model = keras.Model(labels, keras.layers.Dense(2, use_bias=False)(embedding(labels)))
    before = embedding.embeddings.numpy()
    kernel = model.layers[-1].kernel.numpy()
    expected = np.square(kernel.T @ kernel - np.diag(np.diag(kernel.T @ kernel))).sum()
    assert float(orthogonality(model)) == pytest.approx(float(expected), rel=1e-5)
    clip_filter_norms(model, 1e-3)
    np.testing.assert_array_equal(embedding.embeddings, before)
    assert (np.linalg.norm(model.layers[-1].kernel, axis=0) < 1.1e-3).all()


def test_layers_of_other_networks_are_covered() -> None:
    inner = network(keras.layers.Conv2D(2, 1, use_bias=False))
    model = network(inner)
    single = orthogonality(inner)
    tf.debugging.assert_near(orthogonality(model), single)
