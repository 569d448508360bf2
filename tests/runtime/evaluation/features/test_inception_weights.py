"""The file of Inception's weights."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.features.inception_weights import (
    FORMAT,
    InceptionWeightsError,
    check_weights,
    load_inception,
    read_weights,
    write_weights,
)

SMALL = {"Mixed_5b.branch1x1.bn.beta": np.array([1, 2], np.float32), "fc.kernel": np.ones([2, 3], np.float32)}


def zeros(network: Any) -> dict[str, np.ndarray]:
    """Of the right names and shapes, next to no memory."""
    return {
        f"{layer.name}.{one.name}": np.broadcast_to(np.float32(0), tuple(one.shape))
        for layer in network.layers
        for one in layer.weights
    }


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    write_weights(tmp_path / "small.npz", SMALL)
    read = read_weights(tmp_path / "small.npz")
    assert set(read) == set(SMALL)
    for name, array in SMALL.items():
        np.testing.assert_array_equal(read[name], array)


def test_the_same_weights_are_the_same_bytes(tmp_path: Path) -> None:
    write_weights(tmp_path / "one.npz", SMALL)
    turned = {name: np.asfortranarray(array) for name, array in reversed(SMALL.items())}
    write_weights(tmp_path / "two.npz", turned)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def saved(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no .npz file"),
        (b"not a zip", "no .npz file"),
        (saved(format=np.array(FORMAT), kernel=np.ones(3))[:-9], "no .npz file"),
        (saved(kernel=np.ones(3)), "no file of Inception's weights"),
        (saved(format=np.array(f"{FORMAT}0")), "no file of Inception's weights"),
        (saved(format=np.array(3)), "no file of Inception's weights"),
        (saved(format=np.array([FORMAT, FORMAT])), "no file of Inception's weights"),
        (saved(format=np.array(FORMAT), kernel=np.array([None])), "no .npz file"),
    ],
)
def test_other_files_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "other.npz").write_bytes(content)
    with pytest.raises(InceptionWeightsError, match=message):
        read_weights(tmp_path / "other.npz")


def test_zeros_are_weights(inception: Any) -> None:
    check_weights(zeros(inception), inception)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("fc.kernel", None, "no weight `fc.kernel`, and lacks 1 of 378"),
        ("fc.weight", np.zeros(2, np.float32), "`fc.weight`, which the network has not"),
        ("fc.kernel", np.zeros([2048, 1000], np.float32), r"\[2048, 1000\] instead of \[2048, 1008\]"),
        ("fc_bias.bias", np.zeros(1008), "else than finite float32"),
        ("fc_bias.bias", np.full(1008, np.nan, np.float32), "else than finite float32"),
        ("Mixed_7c.branch1x1.bn.moving_variance", np.full(320, -1, np.float32), "a variance below 0"),
    ],
)
def test_weights_that_do_not_fit(name: str, array: Any, message: str, inception: Any) -> None:
    weights = zeros(inception) | {name: array}
    if array is None:
        del weights[name]
    with pytest.raises(InceptionWeightsError, match=message):
        check_weights(weights, inception)


@pytest.mark.slow
def test_the_network_gets_the_weights_of_the_file(inception: Any, tmp_path: Path) -> None:
    drawn = np.random.default_rng(0)
    weights = {name: drawn.uniform(size=one.shape).astype(np.float32) for name, one in zeros(inception).items()}
    write_weights(tmp_path / "whole.npz", weights)
    network = load_inception(tmp_path / "whole.npz")
    for layer in network.layers:
        for one in layer.weights:
            np.testing.assert_array_equal(one, weights[f"{layer.name}.{one.name}"])
