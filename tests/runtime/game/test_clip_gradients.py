"""Gradients within limits, and learning rates that are lowered, against plain arithmetic on the unlimited step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.data import batches

Make = Callable[..., Any]
SPEC = """
gancompile: 1
name: limited
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  generator:
    inputs: {z: [3]}
    layers: [{dense: {units: 5, activation: tanh}}, {dense: 2}]
  discriminator:
    inputs: {x: data.point}
    layers: [{dense: {units: 6, activation: tanh}}, {dense: 1}]
game: {objective: non_saturating, optimizer: {sgd: {learning_rate: RATE}}LIMIT}
schedule: [{steps: 6MODE}]
"""


def step(
    make_game: Make, limit: str = "", *, rate: str = "1.0", mode: str = "", factor: float = 1.0
) -> tuple[Any, float]:
    """How a round moves the discriminator's weights, as one vector, and the logged norm of its gradient. The generator moves after it."""
    name = f"game{abs(hash((limit, rate, mode, factor)))}"
    game = make_game(SPEC.replace("LIMIT", limit).replace("RATE", rate).replace("MODE", mode), name=name)
    if factor != 1.0:
        game.slow_down(factor)
    before = flat(game.discriminator)
    logs = game.train_step(next(iter(batches(DATA, seed=0))))
    return flat(game.discriminator) - before, float(logs["discriminator_gradient_norm"])


DATA = {
    "sets": {"": {"source": {"kind": "ring", "arguments": {"modes": 4}}}},
    "batch": 16,
    "parts": 1,
    "rename": {"x": "point"},
}


def flat(network: Any) -> Any:
    return np.concatenate([np.array(weight, np.float64).ravel() for weight in network.weights])


@pytest.mark.parametrize("mode", ["", ", mode: simultaneous", ", mode: consensus"])
def test_the_norm_of_all_gradients_together_is_limited(make_game: Make, mode: str) -> None:
    free, norm = step(make_game, mode=mode)
    limit = 0.3 * float(np.linalg.norm(free))
    limited, logged = step(make_game, f", clip_gradients: {{norm: {limit}}}", mode=mode)
    np.testing.assert_allclose(limited, 0.3 * free, rtol=2e-4, atol=1e-6)
    assert logged == pytest.approx(norm, rel=1e-5), "the norm is logged before it is limited"


def test_a_limit_above_the_norm_changes_nothing(make_game: Make) -> None:
    free, norm = step(make_game)
    np.testing.assert_allclose(
        step(make_game, f", clip_gradients: {{norm: {2 * norm}}}")[0], free, rtol=1e-5, atol=1e-8
    )


def test_each_number_is_limited(make_game: Make) -> None:
    free, _ = step(make_game)
    limit = float(np.median(np.abs(free)))
    limited, _ = step(make_game, f", clip_gradients: {{value: {limit}}}")
    np.testing.assert_allclose(limited, np.clip(free, -limit, limit), rtol=1e-4, atol=1e-6)


def test_a_limit_may_be_a_schedule(make_game: Make) -> None:
    free, norm = step(make_game)
    limited, _ = step(make_game, f", clip_gradients: {{norm: {{linear: {{from: {0.5 * norm}, to: 0, over: 10}}}}}}")
    np.testing.assert_allclose(limited, 0.5 * free, rtol=2e-4, atol=1e-6)


def test_a_player_may_have_a_limit_of_its_own(make_game: Make) -> None:
    free, norm = step(make_game)
    players = f", players: {{discriminator: {{clip_gradients: {{norm: {0.5 * norm}}}}}}}"
    np.testing.assert_allclose(step(make_game, players)[0], 0.5 * free, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("rate", ["1.0", "{linear: {from: 1.0, to: 0, over: 10}}"])
def test_rates_are_lowered_whether_scheduled_or_not(make_game: Make, rate: str) -> None:
    free, _ = step(make_game, rate=rate)
    slow, _ = step(make_game, rate=rate, factor=0.25)
    np.testing.assert_allclose(slow, 0.25 * free, rtol=2e-4, atol=1e-6)
