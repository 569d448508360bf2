"""Signs of trouble: reported once, when they begin, and not in a healthy training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.builder.health import PATIENCE, Health, variation
from gancompile.runtime.program import make_game, read_program
from gancompile.runtime.training import Record, Silent


class Warned(Silent):
    """Keeps the warnings."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def warned(self, text: str) -> None:
        self.texts.append(text)


@pytest.fixture
def heard() -> Warned:
    return Warned()


@pytest.fixture
def health(tiny: Callable[..., str], compile_to: Callable[..., Path], heard: Warned) -> Health:
    program = read_program(compile_to(tiny(), "schedule.0.steps=1000"))
    return Health(make_game(program), program, heard)


def record(round: int, **logs: float) -> Record:
    return Record(
        phase="main", round=round, rounds=1000, seconds=0.0, rounds_per_second=1.0, seconds_left=0.0, logs=logs
    )


def spread(health: Health, scale: float) -> None:
    """Makes the generator's points vary by so much in each direction."""
    game = health._game
    for weight in game.generator.weights:
        weight.assign(np.zeros(weight.shape, np.float32))
    game.generator.weights[0].assign(np.eye(*game.generator.weights[0].shape, dtype=np.float32))
    game.generator.weights[2].assign(scale * np.eye(*game.generator.weights[2].shape, dtype=np.float32))


def test_samples_that_become_alike_are_reported_once(health: Health, heard: Warned) -> None:
    for round, scale in ((100, 2.0), (300, 2.0), (400, 0.01), (500, 0.01)):
        spread(health, scale)
        health.look_at_samples(round)
    (text,) = heard.texts
    assert text.startswith("round 400: samples have become alike")
    assert "minibatch_standard_deviation" in text


def test_they_are_reported_again_after_a_recovery(health: Health, heard: Warned) -> None:
    for round, scale in ((300, 0.01), (400, 2.0), (500, 0.01)):
        spread(health, scale)
        health.look_at_samples(round)
    assert len(heard.texts) == 2


def test_samples_of_the_first_rounds_may_be_alike(health: Health, heard: Warned) -> None:
    spread(health, 0.01)
    health.look_at_samples(0)
    health.look_at_samples(100)
    assert not heard.texts


def test_so_may_those_before_the_discriminator_has_had_a_turn(health: Health, heard: Warned) -> None:
    spread(health, 0.01)
    for round in range(50, 501, 50):
        health.add_record(record(round, generator_loss=1.0))
        health.look_at_samples(round)
    for round in range(550, 1001, 50):
        health.add_record(record(round, generator_loss=1.0, discriminator_loss=1.0))
        health.look_at_samples(round)
    (text,) = heard.texts
    assert text.startswith("round 700: samples have become alike")


def test_a_gradient_that_vanishes_is_a_discriminator_that_has_won(health: Health, heard: Warned) -> None:
    health.add_record(record(1, generator_gradient_norm=3.0))
    for round in range(2, 2 + PATIENCE - 1):
        health.add_record(record(round, generator_gradient_norm=1e-4))
    assert not heard.texts
    for round in range(50, 60):
        health.add_record(record(round, generator_gradient_norm=1e-4))
    (text,) = heard.texts
    assert "the discriminator has won: the gradient of `generator` is 3.3e-05 of what it was" in text


MADE_OF_OTHERS = """
gancompile: 1
name: composed
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  code: {inputs: {z: [3]}, layers: [{dense: 2, name: h}]}
  hidden: {inputs: {h: [2]}, layers: [{dense: {units: 50, activation: tanh}}]}
  point: {inputs: {h: [50]}, layers: [{dense: 2, name: point}]}
  sampler: {inputs: {z: [3]}, layers: [{network: code}, {network: hidden}, {network: point}]}
  trunk: {inputs: {x: data.point}, layers: [{dense: 6}, leaky_relu]}
  head: {inputs: {x: [6]}, layers: [{dense: 1}]}
  judge: {inputs: {x: data.point}, layers: [{network: trunk}, {network: head}]}
game:
  draws: {x: {data: point}, z: {normal: [3]}}
  let: {fake: sampler(z)}
  players:
    coder: {networks: [code], minimize: "E[sum(square(code(z)))]"}
    judges: {networks: [trunk, head], minimize: "E[softplus(-judge(x))] + E[softplus(judge(fake))]"}
    maker: {networks: [hidden, point], minimize: "E[softplus(-judge(fake))]"}
schedule: [{steps: 1000, round: [{coder: 1}, {judges: 1}, {maker: 1}]}]
export: {generator: sampler, discriminator: judge}
"""


def test_a_generator_that_is_made_of_other_networks_is_watched(compile_to: Callable[..., Path], heard: Warned) -> None:
    program = read_program(compile_to(MADE_OF_OTHERS))
    assert program.discriminator is not None
    assert (program.generator.name, program.discriminator.name) == ("sampler", "judge")
    health = Health(make_game(program), program, heard)
    health.add_record(record(1, maker_gradient_norm=3.0, coder_gradient_norm=3.0, judges_loss=1.0))
    for round in range(2, 2 + PATIENCE):
        health.add_record(record(round, maker_gradient_norm=1e-4, coder_gradient_norm=3.0, judges_loss=1.0))
    (text,) = heard.texts
    assert "the gradient of `maker` is" in text


@pytest.mark.parametrize(("real", "fake", "count"), [(0.999, 0.001, 1), (0.9, 0.2, 0), (7.0, -5.0, 0)])
def test_scores_that_tell_all_apart(health: Health, heard: Warned, real: float, fake: float, count: int) -> None:
    """Scores that are no probabilities say nothing of the kind: those of a critic have no bounds."""
    for round in range(2 * PATIENCE):
        health.add_record(record(round, **{"D(x)": real, "D(G(z))": fake}))
    assert len(heard.texts) == count


def test_variation_is_that_within_groups() -> None:
    examples = np.array([[0.0], [2.0], [10.0], [14.0], [99.0]])
    assert variation(examples, np.array([0, 0, 1, 1, 2])) == pytest.approx(1.5)
    assert variation(examples[:4], np.zeros(4)) == pytest.approx(np.std([0, 2, 10, 14]))


def test_a_conditional_generator_is_compared_class_by_class(
    compile_to: Callable[..., Path], heard: Warned, specs: Path
) -> None:
    """Samples that differ from class to class alone are alike: each class has collapsed to one picture."""
    text = (specs / "cgan-digits.yaml").read_text()
    program = read_program(compile_to(text))
    game: Any = make_game(program)
    average = game.averages["generator"]
    for layer in average.layers:
        for weight in layer.weights:
            weight.assign(np.zeros(weight.shape, np.float32))
    health = Health(game, program, heard)
    health.look_at_samples(program.rounds)
    assert len(heard.texts) == 1
