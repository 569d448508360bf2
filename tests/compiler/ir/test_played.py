"""Programs cut to their first rounds: equal where these rounds give the same weights, and only there."""

from __future__ import annotations

import pytest

from gancompile.compiler import compile_text
from gancompile.compiler.ir.played import RECORDS, Played, played

SPEC = """
gancompile: 1
name: first
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 16, activation: relu}}, {dense: 1}]}
game:
  objective: non_saturating
  optimizer: {adam: {learning_rate: RATE, beta_1: 0.5}}
  regularize: [{r1: {weight: WEIGHT}}]
schedule: SCHEDULE
"""
RATE, WEIGHT = "game.players.*.optimizer.adam.learning_rate", "game.players.discriminator.regularize.0.r1.weight"
PLAYERS = "{discriminator: 1}, {generator: 1}"


def cut(
    schedule: str = "[{steps: 20}]", rounds: int = 20, *, rate: str = "2e-4", weight: str = "10", name: str = "first"
) -> Played:
    text = SPEC.replace("SCHEDULE", schedule).replace("RATE", rate).replace("WEIGHT", weight).replace("first", name)
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    return played(compilation.compiled, rounds)


@pytest.mark.parametrize(
    "schedule",
    [
        "[{steps: 30}]",
        "[{steps: 20}, {steps: 10}]",
        "[{steps: 20}, {steps: 10, batch: 32}]",
        "[{phase: other, steps: 20}, {steps: 10, freeze: [generator], round: [{discriminator: 1}]}]",
        f"[{{steps: 20}}, {{steps: 10, set: {{{RATE}: 1e-5}}}}]",
        f"[{{steps: 20}}, {{steps: 10, set: {{{RATE}: {{linear: {{to: 0}}}}}}}}]",
        f"[{{steps: 20}}, {{steps: 10, set: {{{WEIGHT}: 1}}}}]",
        f"[{{steps: 25, round: [{PLAYERS}]}}]",
    ],
)
def test_what_comes_after_the_rounds_does_not_count(schedule: str) -> None:
    assert cut(schedule) == cut()


@pytest.mark.parametrize(
    "schedule",
    [
        "[{steps: 15}]",
        "[{steps: 10}, {steps: 20}]",
        "[{steps: 30, batch: 32}]",
        "[{steps: 30, round: [{discriminator: 2}, {generator: 1}]}]",
        "[{steps: 30, mode: simultaneous}]",
        f"[{{steps: 19}}, {{steps: 10, set: {{{RATE}: 1e-5}}}}]",
    ],
)
def test_what_is_within_them_does(schedule: str) -> None:
    assert cut(schedule) != cut()


def test_a_curve_over_the_schedule_is_another_one_in_a_longer_schedule() -> None:
    curve = "{cosine: {from: 2e-4, to: 0}}"
    assert cut("[{steps: 30}]", rate=curve) != cut(rate=curve)
    fixed = "{cosine: {from: 2e-4, to: 0, over: 20}}"
    assert cut("[{steps: 30}]", rate=fixed) == cut(rate=fixed)


def test_a_step_that_comes_later_does_not_count() -> None:
    steps = "{step: {from: 2e-4, by: 0.5, every: EVERY}}"
    assert cut(rate=steps.replace("EVERY", "20")) == cut()
    assert cut(rate=steps.replace("EVERY", "19")) != cut()


def test_names_and_numbers_of_the_game() -> None:
    assert cut(name="another") == cut()
    assert cut(rate="1e-4") != cut()
    assert cut(weight="9") != cut()


def test_early_stopping_counts_records_which_are_further_apart_in_a_longer_schedule() -> None:
    until = "[{steps: 400, until: {metric: generator_loss, patience: 5}}, {steps: MORE}]"
    assert cut(until.replace("MORE", "10"), 300) == cut(until.replace("MORE", "300"), 300)
    assert cut(until.replace("MORE", "10"), 300) != cut(until.replace("MORE", "3000"), 300)


def test_the_training_writes_as_many_records() -> None:
    from gancompile.runtime.training.phase_run import RECORDS as of_the_training

    assert of_the_training == RECORDS
