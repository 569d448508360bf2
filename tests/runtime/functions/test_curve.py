"""Numbers that change with the rounds: their values, and that what trains has them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text
from gancompile.compiler.ir.curve import Ramp
from gancompile.runtime import cosine, exponential, half_life, linear, piecewise, step, warm_up

ROUNDS = [0, 1, 7, 50, 99, 100, 1000]
CURVES: list[tuple[str, Callable[[Any], Any], Callable[[int], float]]] = [
    ("linear", lambda r: linear(r, 3.0, 1.0, over=100), lambda r: 3 - 2 * min(r / 100, 1)),
    ("cosine", lambda r: cosine(r, 3.0, 1.0, over=100), lambda r: 1 + (1 + math.cos(math.pi * min(r / 100, 1)))),
    ("exponential", lambda r: exponential(r, 8.0, 2.0, over=100), lambda r: 8 * 0.25 ** min(r / 100, 1)),
    ("step", lambda r: step(r, 8.0, by=0.5, every=50), lambda r: 8 * 0.5 ** (r // 50)),
    ("piecewise", lambda r: piecewise(r, [(0, 1.0), (50, 0.1), (100, 0.01)]), lambda r: [1.0, 0.1, 0.01][(r >= 50) + (r >= 100)]),
    ("warm_up", lambda r: warm_up(r, 10), lambda r: min((r + 1) / 10, 1)),
    ("half_life", lambda r: half_life(64, linear(r, 0.0, 640.0, over=100)), lambda r: 0.5 ** (64 / max(6.4 * min(r, 100), 1e-8))),
]  # fmt: skip


@pytest.mark.parametrize(("made", "expected"), [c[1:] for c in CURVES], ids=[c[0] for c in CURVES])
def test_values(made: Callable[[Any], Any], expected: Callable[[int], float]) -> None:
    for at in ROUNDS:
        assert float(made(tf.constant(at, tf.int64))) == pytest.approx(expected(at), rel=1e-5)


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(("made", "expected"), [c[1:] for c in CURVES], ids=[c[0] for c in CURVES])
def test_values_in_double_precision(made: Callable[[Any], Any], expected: Callable[[int], float]) -> None:
    for at in ROUNDS:
        value = made(tf.constant(at, tf.int64))
        assert value.dtype == tf.float64
        assert float(value) == pytest.approx(expected(at), rel=1e-12)


SPEC = """
gancompile: 1
name: timed
data: {source: digits, range: [-1, 1], batch: 10}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  objective: hinge
  optimizer: {adam: {learning_rate: CURVE, beta_1: 0, beta_2: 0.9}}
schedule: [{steps: 5, round: [{discriminator: 3}, {generator: 1}]}, {steps: 95, batch: 5, round: [{discriminator: 1}, {generator: 1}]}]
"""


@pytest.mark.parametrize(
    ("length", "rounds"),
    [
        ("", 100),
        ("over: 30", 30),
        ("images: 40", 4),
        ("images: 50", 5),
        ("images: 60", 7),
        ("images: 5000", 995),
        ("epochs: 1", 355),
    ],
)
def test_lengths_are_counted_in_rounds(length: str, rounds: int) -> None:
    """A round is a batch: 10 examples in the first phase, whose three critic updates draw 30, and 5 in the second, of 1,797."""
    curve = f"{{linear: {{from: 1e-3, to: 0{', ' if length else ''}{length}}}}}"
    compilation = compile_text(SPEC.replace("CURVE", curve))
    assert not compilation.failed, compilation.diagnostics
    found = dict(compilation.program.game.players[0].optimizer.arguments)["learning_rate"]
    assert isinstance(found, Ramp)
    assert found.over_rounds == rounds


def test_a_length_that_cannot_be_counted_is_an_error() -> None:
    text = SPEC.replace("CURVE", "{linear: {from: 1e-3, to: 0, epochs: 3}}").replace(
        "source: digits, range: [-1, 1]", "source: {ring: {}}"
    )
    text = text.replace("{dense: 64}, {reshape: [8, 8, 1]}", "{dense: 2}").replace("data.image", "data.point")
    assert "GC0602" in [d.code for d in compile_text(text).diagnostics]


def test_scheduled_settings_move_the_weights(make_game: Callable[..., Any]) -> None:
    """Adam written out in NumPy, with the rate and the second beta of each round."""
    text = SPEC.replace("CURVE", "{linear: {from: 1e-2, to: 1e-3, over: 4}}").replace(
        "beta_2: 0.9", "beta_2: {linear: {from: 0.5, to: 0.9, over: 4}}"
    )
    game = make_game(text)
    x = tf.constant(np.random.default_rng(0).normal(size=(10, 8, 8, 1)), tf.float32)
    kernel = game.discriminator.trainable_variables[0]
    velocity, weight, spied = np.zeros(kernel.shape), kernel.numpy().astype(float), {}
    move = game.move

    def recorded(player: str, tape: Any, loss: Any, **scheduled: Any) -> Any:
        spied["gradient"] = tape.gradient(loss, kernel.value).numpy()
        return move(player, _Again(spied["gradient"], game.discriminator), loss, **scheduled)

    game.move = recorded
    for number in range(4):
        game.update_discriminator(x)
        rate, beta = 1e-2 + (1e-3 - 1e-2) * number / 4, 0.5 + 0.4 * number / 4
        velocity += (1 - beta) * (spied["gradient"] ** 2 - velocity)
        corrected = velocity / (1 - beta ** (number + 1))
        weight -= rate * spied["gradient"] / (np.sqrt(corrected) + 1e-7)
        game.round.assign_add(1)
        np.testing.assert_allclose(kernel.numpy(), weight, rtol=2e-3, atol=2e-5)
    assert isinstance(game.player_optimizers["discriminator"].beta_2, float)


class _Again:
    """A tape that has been asked once already."""

    def __init__(self, gradient: Any, network: Any) -> None:
        self._gradients = [tf.constant(gradient), *(tf.zeros_like(w.value) for w in network.trainable_variables[1:])]

    def gradient(self, *_: Any, **__: Any) -> Any:
        return self._gradients


FIVE = """
gancompile: 1
name: five
data: {source: digits, range: [-1, 1], batch: 10}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 8}, leaky_relu, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [4]}}
  let:
    p: {cosine: {from: 0.0, to: 0.3, images: 1000}}
    fake: generator(z)
    real_seen: augment(x, ada(p))
    fake_seen: augment(fake, ada(p))
    edge: discriminator(real_seen) - discriminator(fake_seen)
  players:
    discriminator:
      minimize: E[softplus(-edge)]
      regularize:
        - r1: {on: real_seen, weight: &gamma {cosine: {from: 10, to: 1, images: 1000}}}
        - r2: {on: fake_seen, weight: *gamma}
      optimizer:
        adam:
          learning_rate: {cosine: {from: 2.0e-4, to: 5.0e-5, images: 1000}}
          beta_1: 0
          beta_2: {cosine: {from: 0.9, to: 0.99, images: 1000}}
    generator:
      minimize: E[softplus(edge)]
      optimizer: {adam: {learning_rate: 1.0e-4, beta_1: 0}}
      average: {half_life_images: {cosine: {from: 0, to: 500, images: 1000}}}
schedule: [{steps: 200}]
"""


def test_five_numbers_of_r3gan_change_at_once(make_game: Callable[..., Any]) -> None:
    """Rate, beta_2, the penalties' weight, the probability of augmentation and the half-life, each by images: 10 a round, so 100 rounds."""
    game = make_game(FIVE)
    seen: dict[str, float] = {}
    game.move = lambda player, tape, loss, **scheduled: seen.update({k: float(v) for k, v in scheduled.items()}) or {}
    game.follow = lambda name, decay: seen.update(decay=float(decay))
    game.augment = lambda name, images, policies: seen.update(p=float(policies["ada"])) or images
    x = tf.random.stateless_normal([10, 8, 8, 1], [1, 2])
    penalties: list[float] = []
    for at in (0, 25, 50, 100, 150):
        game.round.assign(at)
        logs = game.update_discriminator(x)
        penalties.append(float(logs["discriminator_r1"]))
        rate, beta = seen["learning_rate"], seen["beta_2"]
        game.update_generator(x)

        def curve(start: float, end: float, at: int = at) -> float:
            return end + (start - end) * 0.5 * (1 + math.cos(math.pi * min(at / 100, 1)))

        assert rate == pytest.approx(curve(2e-4, 5e-5), rel=1e-5)
        assert beta == pytest.approx(curve(0.9, 0.99), rel=1e-5)
        assert seen["p"] == pytest.approx(curve(0.0, 0.3), rel=1e-5, abs=1e-7)
        assert seen["decay"] == pytest.approx(0.5 ** (10 / max(curve(0, 500), 1e-8)), rel=1e-5)
        assert penalties[-1] / penalties[0] == pytest.approx(curve(10, 1) / 10, rel=1e-4)


def test_an_average_counts_the_images_of_a_round_once(make_game: Callable[..., Any]) -> None:
    """Two updates of a player in a round are half a batch each for a half-life in images."""
    text = SPEC.replace("CURVE", "1e-3").replace("game:", "game:\n  average: {half_life_images: 40}")
    once, twice = (text.replace("{generator: 1}", f"{{generator: {times}}}") for times in (1, 2))
    decays: dict[str, list[float]] = {}
    for name, one in (("once", once), ("twice", twice)):
        game = make_game(one, name=name)
        game.follow = lambda network, decay, name=name: decays.setdefault(name, []).append(float(decay))
        game.update_generator()
    assert decays["once"] == [pytest.approx(0.5 ** (10 / 40))]
    assert decays["twice"][0] ** 2 == pytest.approx(decays["once"][0])
