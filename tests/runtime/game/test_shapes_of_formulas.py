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

LABELS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 3], np.int32)


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


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("where(x[0, 0, 0] > 0, 1, 0)", lambda x, weigh, mask: (x[:, 0, 0, 0] > 0).mean()),
        ("mean(where(x <= 0.25, -x, 2))", lambda x, weigh, mask: np.where(x <= 0.25, -x, 2).mean()),
        ("mean(where(weigh(x) < 0, x, mask(x)))", lambda x, weigh, mask: np.where(weigh[:, :, None, None] < 0, x, mask).mean()),
        ("mean(where(x >= mask(x), weigh(x), 0))", lambda x, weigh, mask: np.where(x >= mask, weigh[:, :, None, None], 0).mean()),
        ("where(y == 3, sum(x), 0)", lambda x, weigh, mask: np.where(LABELS == 3, x.sum((1, 2, 3)), 0).mean()),
        ("mean(where(y == 3, x, 0))", lambda x, weigh, mask: np.where((LABELS == 3)[:, None, None, None], x, 0).mean()),
        ("mean(where(bright, x, -1) + where(bright, 1, -1))",
         lambda x, weigh, mask: (np.where(x > 0.5, x, -1) + np.where(x > 0.5, 1, -1)).mean()),
        ("mean(where(x - 1 > -x * 2, x ** 2, where(x < -0.5, 0.1, 0.2)))",
         lambda x, weigh, mask: np.where(x - 1 > -2 * x, x**2, np.where(x < -0.5, 0.1, 0.2)).mean()),
        ("norm(grad(sum(where(x > 0.5, square(x), 3 * x)), x))",
         lambda x, weigh, mask: np.sqrt((np.where(x > 0.5, 2 * x, 3) ** 2).sum((1, 2, 3))).mean()),
    ],
)  # fmt: skip
def test_one_of_two_by_a_condition(formula: str, value: Callable[..., Any], make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("z: {normal: [3]}", "z: {normal: [3]}, y: {data: label}").replace(
        "again:", "bright: x > 0.5\n    again:"
    )
    game = make_game(text.replace("FORMULA", "0 * E[mean(again)]").replace("WATCHED", formula))
    batch = {"x": tf.constant(IMAGES), "y": tf.constant(LABELS)}
    weigh, mask = (game.weigh(IMAGES).numpy(), game.mask(IMAGES).numpy())
    needed = inspect.signature(game.update_weigh).parameters
    found = float(game.update_weigh(**{name: batch[name] for name in needed})["seen"])
    assert found == pytest.approx(float(value(IMAGES.astype(np.float64), weigh, mask)), rel=1e-5, abs=1e-6)


def test_a_condition_moves_no_weight_and_its_branches_do(make_game: Callable[..., Any]) -> None:
    """The gradient of E[where(w > 0, 3 w, m)] is that of the branch that is taken, of each example."""
    formula = "E[where(weigh(x) > 0, 3 * weigh(x), mean(mask(x)))]"
    game = make_game(SPEC.replace("E[mean(weigh(x) + mask(x))] + FORMULA", formula).replace("WATCHED", "mean(x)"))
    with tf.GradientTape() as tape:
        weigh, mask = game.weigh(IMAGES)[:, 0], tf.reduce_mean(game.mask(IMAGES), [1, 2, 3])
        loss = sum(3 * weigh[i] if weigh[i] > 0 else mask[i] for i in range(9)) / 9
    weights = [*game.weigh.trainable_variables, *game.mask.trainable_variables]
    gradients = tape.gradient(loss, [weight.value for weight in weights])
    wanted = [weight - 0.1 * gradient for weight, gradient in zip(weights, gradients, strict=True)]
    game.update_weigh(tf.constant(IMAGES))
    for weight, after in zip(weights, wanted, strict=True):
        np.testing.assert_allclose(weight, after, rtol=1e-5, atol=1e-6)


def cropped(x: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """The windows that NumPy takes one by one."""
    starts = np.minimum(np.floor(at * (x.shape[1] - size + 1)), x.shape[1] - size).astype(int)
    return np.stack([one[a : a + size, b : b + size] for one, (a, b) in zip(x, starts, strict=True)])


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("mean(square(crop(x, place, 3)))", lambda x, at: (cropped(x, at, 3) ** 2).mean()),
        ("mean(crop(x, place, 5) * crop(concat(x, -x), place, 5)[..., 1:])", lambda x, at: -(cropped(x, at, 5) ** 2).mean()),
        ("mean(square(crop(x, where(place > 0.5, 1, 0), 4)))", lambda x, at: (cropped(x, (at > 0.5) * 1.0, 4) ** 2).mean()),
        ("mean(square(crop(x[0:4, 0:4], where(place > 0.5, 1, 0), 2)))",
         lambda x, at: (cropped(x[:, :4, :4], (at > 0.5) * 1.0, 2) ** 2).mean()),
        ("sum(grad(sum(crop(x, place, 3)), x))", lambda x, at: 9.0),
    ],
)  # fmt: skip
def test_windows_at_one_place(formula: str, value: Callable[..., Any], make_game: Callable[..., Any]) -> None:
    text = SPEC.replace("z: {normal: [3]}", "z: {normal: [3]}, place: {uniform: [2], low: 0}")
    game = make_game(text.replace("FORMULA", "0 * E[mean(again)]").replace("WATCHED", formula))
    at = tf.random.stateless_uniform([9, 2], game._seed_of("place"), alg="philox").numpy().astype(np.float64)
    found = float(game.update_weigh(tf.constant(IMAGES))["seen"])
    assert found == pytest.approx(float(value(IMAGES.astype(np.float64), at)), rel=1e-5, abs=1e-6)


def test_every_window_is_as_likely() -> None:
    """Of 6 places, each is taken by a sixth of a fine grid of numbers, in one axis and in two; 1 is the last place."""
    from gancompile.runtime import crop

    steps = tf.range(10.0)[None, :, None] * tf.ones([6000, 1, 1])
    at = (tf.range(6000.0)[:, None] + 0.5) / 6000
    firsts = crop(steps, at, 5)[:, 0, 0].numpy().astype(int)
    np.testing.assert_array_equal(np.bincount(firsts), [1000] * 6)
    assert crop(steps[:1], tf.ones([1, 1]), 5)[0, 0, 0] == 5
    assert crop(steps[:1], tf.zeros([1, 1]), 5)[0, 0, 0] == 0


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
