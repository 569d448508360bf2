"""Shuffles of their own, and values that go over the axes of others, in compiled games against NumPy."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

SPEC = """\
gancompile: 1
name: shaped
data: {source: {digits: {split: test}}, batch: 9, range: [-1, 1]}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  weigh: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
  mask: {inputs: {x: data.image}, layers: [{conv2d: {filters: 1, kernel_size: 1}}]}
game:
  draws: {x: {data: image}, z: {normal: [3]}}
  let:
    again: shuffle(x)
    packed: concat(x, shuffle(x), shuffle(x))
  players:
    weigh:
      networks: [weigh, mask]
      minimize: "E[mean(weigh(x) + mask(x))] + FORMULA"
      watch: {seen: "E[WATCHED]"}
      optimizer: {sgd: {learning_rate: 0.1}}
    generator: {networks: [generator], minimize: "E[mean(generator(z))]", optimizer: {sgd: {learning_rate: 0.1}}}
schedule: [{steps: 1, round: [{weigh: 1}, {generator: 1}]}]
"""
IMAGES = np.random.default_rng(0).uniform(-1, 1, (9, 8, 8, 1)).astype(np.float32)


def watched(formula: str, make_game: Callable[..., Any]) -> tuple[float, Any]:
    """What a formula comes to, and the game."""
    game = make_game(SPEC.replace("FORMULA", "0 * E[mean(again)]").replace("WATCHED", formula))
    weigh, mask = (game.weigh(IMAGES).numpy(), game.mask(IMAGES).numpy())
    assert list(inspect.signature(game.update_weigh).parameters) == ["x"]
    return float(game.update_weigh(tf.constant(IMAGES))["seen"]), (weigh, mask)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("mean(weigh(x) * abs(x))", lambda x, weigh, mask: (weigh[:, :, None, None] * abs(x)).mean()),
        ("sum(norm(x) * x)", lambda x, weigh, mask: (np.sqrt((x**2).sum((1, 2, 3)))[:, None, None, None] * x).sum((1, 2, 3)).mean()),
        ("mean(mask(x) * concat(x, x))", lambda x, weigh, mask: (mask * np.concatenate([x, x], -1)).mean()),
        ("mean(maximum(weigh(x), x))", lambda x, weigh, mask: np.maximum(weigh[:, :, None, None], x).mean()),
        ("norm(x) * weigh(x)", lambda x, weigh, mask: (np.sqrt((x**2).sum((1, 2, 3))) * weigh[:, 0]).mean()),
    ],
)  # fmt: skip
def test_what_goes_over_what(formula: str, value: Callable[..., Any], make_game: Callable[..., Any]) -> None:
    found, (weigh, mask) = watched(formula, make_game)
    assert found == pytest.approx(float(value(IMAGES.astype(np.float64), weigh, mask)), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("mean(x[0:4])", lambda x: x[:, 0:4].mean()),
        ("sum(x[2, 1:-1])", lambda x: x[:, 2, 1:-1].sum((1, 2)).mean()),
        ("x[0, -1, 0]", lambda x: x[:, 0, -1, 0].mean()),
        ("mean(x[..., 0] * x[:, :, 0])", lambda x: (x[..., 0] ** 2).mean()),
        ("mean(concat(x, 2 * x, -x)[..., 1:3])", lambda x: np.concatenate([2 * x, -x], -1).mean()),
        ("norm(x[3:, :, :1])", lambda x: np.sqrt((x[:, 3:] ** 2).sum((1, 2, 3))).mean()),
        ("mean(abs((x * x)[:] - x[1 + 1:4][:1]))", lambda x: abs(x * x - x[:, 2:3]).mean()),
        ("norm(grad(sum(square(x[1:3])), x))", lambda x: 2 * np.sqrt((x[:, 1:3] ** 2).sum((1, 2, 3))).mean()),
    ],
)  # fmt: skip
def test_parts_are_those_of_python(formula: str, value: Callable[..., Any], make_game: Callable[..., Any]) -> None:
    found, _ = watched(formula, make_game)
    assert found == pytest.approx(float(value(IMAGES.astype(np.float64))), rel=1e-5, abs=1e-6)


def test_a_part_of_a_pair(make_game: Callable[..., Any]) -> None:
    x = IMAGES.astype(np.float64)[..., :4, 0]
    apart = np.sqrt(((x[:, None] - x[None]) ** 2).sum((2, 3)))
    game = make_game(
        SPEC.replace("FORMULA", "0 * E[mean(again)]").replace(
            "E[WATCHED]", "P[norm(first(x)[:, :4] - second(x)[:, :4])]"
        )
    )
    found = float(game.update_weigh(tf.constant(IMAGES))["seen"])
    assert found == pytest.approx(apart.sum() / (9 * 8), rel=1e-5)


def test_each_shuffle_is_one_of_its_own_and_a_named_one_is_shared(make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC.replace("FORMULA", "E[mean(packed)]").replace("WATCHED", "mean(abs(again - again))"))
    orders: dict[str, Any] = {}

    def kept(name: str, values: Any) -> Any:
        orders[name] = shuffle(name, values)
        return orders[name]

    shuffle, game.shuffle = game.shuffle, kept
    logs = game.update_weigh(tf.constant(IMAGES))
    assert sorted(orders) == ["again", "x_shuffled", "x_shuffled_2"]
    made = list(orders.values())
    for one in made:
        assert sorted(one.numpy().sum((1, 2, 3))) == pytest.approx(sorted(IMAGES.sum((1, 2, 3))))
    assert all((one.numpy() != other.numpy()).any() for i, one in enumerate(made) for other in made[i + 1 :])
    assert float(logs["seen"]) == 0.0
