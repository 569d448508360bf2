"""Objectives of random games against NumPy: probabilities in every way of writing them, in formulas of every kind."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from random_game import BATCH, CLASSES, SIZES, Net, RandomGame, random_game

from gancompile.compiler import compile_text
from gancompile.spec import Spec

GAMES = int(os.environ.get("RANDOM_GAMES", "60"))
"""How many of them; a thousand take a few minutes."""


def dense_weights(network: keras.Model, net: Net) -> list[tuple[Any, Any]]:
    """The kernels and biases of a network's own layers, in the order of the spec, in float64. Keras has outputs in its own order."""
    own = [layer for layer in network.layers if not isinstance(layer, keras.Model) and layer.weights]
    found = []
    for layer in (layer for layer in net.layers if layer.of is None):
        one = next(other for other in own if other.weights[1].shape == (layer.units,))
        own.remove(one)
        found.append(tuple(weight.numpy().astype(np.float64) for weight in one.weights))
    return found


def largest_difference(game: RandomGame, seed: int, folder: Path) -> float:
    """Of each term, relative to the largest of them or to 1."""
    rng = np.random.default_rng(seed)
    examples = rng.normal(size=(BATCH, *SIZES[game.kind]))
    labels = rng.integers(0, CLASSES, BATCH)
    np.savez(folder / "examples.npz", x=examples, y=labels)
    compilation = compile_text(game.spec(), folder=folder)
    assert not compilation.failed, f"{compilation.diagnostics}\n{game.spec()}"
    compiled = Spec(compilation).compile(folder / "compiled")
    dtype = keras.config.floatx()
    weights = {}
    for net in game.nets:
        network = getattr(compiled, net.name)
        for weight in network.weights:
            weight.assign(weight + rng.normal(size=weight.shape))
    for net in game.nets:
        weights[net.name] = dense_weights(getattr(compiled, net.name), net)
    z = rng.normal(size=(BATCH, *SIZES[game.kind])).astype(dtype).astype(np.float64)
    x = examples.astype(dtype).astype(np.float64)
    compiled.normal = lambda name, shape, **settings: tf.constant(z, dtype)
    values: dict[Any, Any] = {"y": labels}
    seen = {"x": x, "fake": game.run("generator", z, weights)[""]}
    values |= {
        (net.name, of): game.run(net.name, given, weights)
        for net in game.nets if net.name not in {"generator", "trunk"}
        for of, given in seen.items()
    }  # fmt: skip
    wanted = [float(term.value(values)) for term in game.objective]
    fields = {"x": tf.constant(x, dtype), "y": tf.constant(labels, tf.int32)}
    logs = compiled.update_judge(*(fields[name] for name in inspect.signature(compiled.update_judge).parameters))
    found = (
        [float(logs[f"judge_t{number}"]) for number in range(len(wanted))]
        if len(wanted) > 1
        else [float(logs["judge_loss"])]
    )
    scale = max(1.0, *map(abs, wanted))
    return max(abs(one - other) / scale for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("seed", range(GAMES))
def test_in_float32(seed: int, tmp_path: Path) -> None:
    assert largest_difference(random_game(seed), seed, tmp_path) < 1e-5


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize("seed", range(GAMES, GAMES + GAMES // 3))
def test_in_float64(seed: int, tmp_path: Path) -> None:
    assert largest_difference(random_game(seed), seed, tmp_path) < 1e-10
