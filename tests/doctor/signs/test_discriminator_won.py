"""A discriminator that has won."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.discriminator_won import discriminator_won
from gancompile.doctor.training import Training

Make = Callable[..., Training]


SURE = {"D(x)": lambda at: 0.6 if at < 0.5 else 0.999, "D(G(z))": lambda at: 0.4 if at < 0.5 else 0.001}


def test_scores_as_far_apart_as_can_be(training: Make) -> None:
    found = discriminator_won(training(SURE))
    assert found is not None
    assert "D(x) is 0.999 and D(G(z)) 0.001 in rounds 2,010 to 4,000" in found.figure
    assert "learns nothing from it any more" in found.what
    assert "r1: {weight: 1}" in found.next_step


def test_a_larger_weight_is_asked_for_where_a_penalty_is_there(training: Make) -> None:
    found = discriminator_won(training(SURE, facts={"penalties": ("r1",)}))
    assert found is not None
    assert "larger weight of `r1`" in found.next_step


def test_scores_of_a_critic_are_no_probabilities(training: Make) -> None:
    assert discriminator_won(training(SURE, scores=Scores.ORDERED)) is None


@pytest.mark.parametrize("scores", list(Scores))
def test_a_gradient_that_vanishes_counts_in_every_game(scores: Scores, training: Make) -> None:
    found = discriminator_won(training({"generator_gradient_norm": [1.0] * 300 + [5e-4] * 100}, scores=scores))
    assert found is not None
    assert "0.0005 of what it was at most, in rounds 3,010 to 4,000" in found.figure
    assert "or the generator itself has died" in found.what


def test_rates_that_are_far_apart_are_named(training: Make) -> None:
    rates = {"discriminator_learning_rate": lambda at: 2e-3, "generator_learning_rate": lambda at: 2e-5}
    found = discriminator_won(training({**SURE, **rates}))
    assert found is not None
    assert "The learning rate of `discriminator` is 100 times that of `generator`." in found.figure
    assert "learning_rate: 0.0002" in found.next_step


@pytest.mark.parametrize("sure", [range(20, 60), range(391, 400), range(0, 5)])
def test_a_short_win_is_none(sure: range, training: Make) -> None:
    reals = [0.999 if at in sure else 0.6 for at in range(400)]
    fakes = [0.001 if at in sure else 0.4 for at in range(400)]
    assert discriminator_won(training({"D(x)": reals, "D(G(z))": fakes})) is None


def test_a_long_win_that_is_over(training: Make) -> None:
    reals = [0.999 if at < 200 else 0.6 for at in range(400)]
    fakes = [0.001 if at < 200 else 0.4 for at in range(400)]
    found = discriminator_won(training({"D(x)": reals, "D(G(z))": fakes}))
    assert found is not None
    assert "had won" in found.what
    assert found.rounds == (10, 2000)


def test_a_healthy_training(healthy: Make) -> None:
    assert discriminator_won(healthy()) is None
