"""The Inception network of 2015: its shapes, where it departs from the paper, and numbers of torch-fidelity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
from inception_arrays import formula_state

from gancompile.runtime.evaluation.features.inception_conversion import from_state_dict
from gancompile.runtime.evaluation.features.inception_network import inception_network
from gancompile.runtime.evaluation.features.resize_for_inception import legacy_resize, to_inception_range

SHAPES = {
    "Conv2d_1a_3x3.relu": (149, 149, 32), "Conv2d_2a_3x3.relu": (147, 147, 32), "Conv2d_2b_3x3.relu": (147, 147, 64),
    "MaxPool_1": (73, 73, 64), "Conv2d_3b_1x1.relu": (73, 73, 80), "Conv2d_4a_3x3.relu": (71, 71, 192),
    "MaxPool_2": (35, 35, 192),
    "Mixed_5b": (35, 35, 256), "Mixed_5c": (35, 35, 288), "Mixed_5d": (35, 35, 288),
    "Mixed_6a": (17, 17, 768), "Mixed_6b": (17, 17, 768), "Mixed_6c": (17, 17, 768),
    "Mixed_6d": (17, 17, 768), "Mixed_6e": (17, 17, 768),
    "Mixed_7a": (8, 8, 1280), "Mixed_7b": (8, 8, 2048), "Mixed_7c": (8, 8, 2048),
}  # fmt: skip
AVERAGED = [f"Mixed_{block}.pool" for block in ("5b", "5c", "5d", "6b", "6c", "6d", "6e", "7b")]
PEER_FEATURES = [0.0022588, 2.3122354, 0.3371260, 0.7651358, 0.9795154, 0.0196951, 0.1645942, 0.0984378]
PEER_UNBIASED = [-2.1289516, 3.1005633, -4.3755393, -1.4298657, -2.6289344, -0.3583515, -2.0608673, 2.7881126]
PEER_LOGITS = [-2.3232117, 2.9718199, -4.6212943, -1.1959983, -2.8872683, -0.2949828, -1.9885652, 2.9606388]
"""Every eighth part of what torch-fidelity 0.4.0 answers to `waves` with the weights of `formula_state`."""


def test_shapes_of_all_blocks(inception: Any) -> None:
    assert {name: tuple(inception.get_layer(name).output.shape[1:]) for name in SHAPES} == SHAPES
    assert {name: tuple(one.shape[1:]) for name, one in inception.output.items()} == {
        "features": (2048,), "logits_unbiased": (1008,), "logits": (1008,),
    }  # fmt: skip


def test_as_many_weights_as_published(inception: Any) -> None:
    """torch-fidelity's state dict has 23,885,486 numbers: ours, the 17,216 scales that are 1, and 94 counters of batches."""
    assert inception.count_params() == 23_868_176
    assert sum(isinstance(one, keras.layers.Conv2D) for one in inception.layers) == 94
    assert not inception.trainable_weights


def windows(x: np.ndarray, reduce: Callable[[np.ndarray], Any]) -> np.ndarray:
    """Over 3x3 of one image [height, width, channels], less what is outside of it."""
    height, width, _ = x.shape
    found = np.empty_like(x)
    for row in range(height):
        for column in range(width):
            window = x[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            found[row, column] = reduce(window.reshape(-1, x.shape[2]))
    return found


@pytest.mark.parametrize("name", [*AVERAGED, "Mixed_7c.pool"])
def test_pooling_leaves_the_padding_out_and_is_of_the_maximum_in_the_last_block(name: str, inception: Any) -> None:
    x = (
        np.random.default_rng(0).normal(-3, 1, [1, 5, 6, 2]).astype(np.float32)
    )  # below 0, where padding of 0 would show
    wanted = windows(x[0], lambda one: one.max(axis=0) if name == "Mixed_7c.pool" else one.mean(axis=0))
    np.testing.assert_allclose(inception.get_layer(name)(x)[0], wanted, rtol=1e-5)


def test_batch_normalization_by_hand() -> None:
    layer = inception_network().get_layer("Mixed_6a.branch3x3.bn")
    assert layer.gamma is None
    mean, variance, beta = np.random.default_rng(0).uniform(0, 0.01, [3, 384]).astype(np.float32)
    layer.set_weights([beta, mean, variance])
    x = np.random.default_rng(1).normal(size=[1, 2, 2, 384]).astype(np.float32)
    np.testing.assert_allclose(layer(x), (x - mean) / np.sqrt(variance + 0.001) + beta, rtol=1e-4, atol=1e-4)


@pytest.fixture
def half_precision() -> Iterator[None]:
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


def test_the_precision_of_a_game_is_not_that_of_its_features(half_precision: None) -> None:
    network = inception_network()
    assert {one.compute_dtype for one in network.layers if not isinstance(one, keras.layers.InputLayer)} == {"float32"}
    assert {one.dtype for one in network.output.values()} == {"float32"}


def waves() -> np.ndarray:
    y, x = np.mgrid[:40, :56]
    return np.stack([(x * y) % 256, (3 * x + 5 * y) % 256, (x * x + y) % 256], -1)[None].astype(np.uint8)


@pytest.mark.slow
def test_the_numbers_of_torch_fidelity() -> None:
    network = inception_network()
    weights = from_state_dict(formula_state(network))
    for layer in network.layers:
        layer.set_weights([weights[f"{layer.name}.{one.name}"] for one in layer.weights])
    answers = network(to_inception_range(legacy_resize(waves())), training=False)
    for name, peer in (("features", PEER_FEATURES), ("logits_unbiased", PEER_UNBIASED), ("logits", PEER_LOGITS)):
        found = answers[name].numpy()[0]
        np.testing.assert_allclose(found[:: len(found) // 8][:8], peer, atol=5e-5, err_msg=name)
    np.testing.assert_allclose(answers["logits"] - answers["logits_unbiased"], weights["fc_bias.bias"][None], atol=1e-5)
