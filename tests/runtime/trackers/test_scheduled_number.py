"""Scheduled numbers: logged as the emitted lines use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gancompile.runtime.program import make_game, read_program
from gancompile.runtime.trackers import GameNumbers

SPEC = """
gancompile: 1
name: scheduled
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: {units: 5, activation: tanh}}, {dense: 2, name: point}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: {units: 6, activation: tanh}}, {dense: 1, name: logit}]}
game:
  objective: wasserstein_gp
  regularize: [{r1: {weight: {cosine: {from: 8, to: 2, over: 8}}}}, {r2: {weight: {step: {from: 4, by: 0.5, every: 3}}}}]
  optimizer: {adam: {learning_rate: 1e-3, beta_1: {exponential: {from: 0.5, to: 0.125, over: 8}}}}
  average: {decay: {piecewise: [[0, 0.5], [5, 0.75]]}}
schedule: [{steps: 20, round: [{discriminator: 1}, {generator: 1}]}]
"""


@pytest.mark.parametrize(
    ("round", "r1", "r2", "beta", "decay"),
    [(1, 8.0, 4.0, 0.5, 0.5), (5, 5.0, 2.0, 0.25, 0.5), (6, 3.852, 2.0, 0.2102, 0.75), (12, 2.0, 0.5, 0.125, 0.75)],
)
def test_numbers_are_those_of_the_last_round(
    round: int, r1: float, r2: float, beta: float, decay: float, compile_to: Callable[..., Any]
) -> None:
    program = read_program(compile_to(SPEC))
    game = make_game(program)
    game.round.assign(round)
    found = GameNumbers(game, program.scheduled)()
    assert set(program.scheduled) == {
        "discriminator_r1_weight", "discriminator_r2_weight", "discriminator_beta_1", "generator_beta_1",
        "generator_average_decay",
    }  # fmt: skip
    assert found["discriminator_r1_weight"] == pytest.approx(r1, abs=1e-3)
    assert found["discriminator_r2_weight"] == r2
    assert found["generator_beta_1"] == found["discriminator_beta_1"] == pytest.approx(beta, abs=1e-4)
    assert found["generator_average_decay"] == decay


def test_a_warm_up_and_a_state_within_a_curve(compile_to: Callable[..., Any]) -> None:
    program = read_program(compile_to(SPEC))
    game = make_game(program)
    game.add_state("k", 7.0)
    game.round.assign(2)
    ramp = {"curve": "linear", "start": 10.0, "end": 0.0, "over": 10, "since": 0, "warm_up": 4}
    pieces = {"curve": "piecewise", "points": [[0, 1.0], [1, {"curve": "state", "state": "k"}], [2, ramp]]}
    found = GameNumbers(game, {"ramp": ramp, "pieces": pieces})()
    assert found["ramp"] == pytest.approx(4.5), "9, of which the second of four rounds takes one half"
    assert found["pieces"] == 7.0


def test_a_number_that_a_phase_sets(compile_to: Callable[..., Any]) -> None:
    phases = "schedule: [{phase: a, steps: 3}, {phase: b, steps: 3, set: {game.players.discriminator.optimizer.adam.beta_1: 0.75}}]"
    program = read_program(compile_to(SPEC[: SPEC.index("schedule:")] + phases))
    game = make_game(program)
    numbers = GameNumbers(game, program.scheduled)
    for round, beta in ((1, 0.5), (4, 0.75)):
        game.round.assign(round)
        assert numbers()["discriminator_beta_1"] == beta
