"""A game that swings."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sin
from random import Random

import pytest

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.oscillation import oscillation
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def swinging(height: float, periods: float) -> dict[str, Callable[[float], float]]:
    return {
        "D(x)": lambda at: 0.5 + height / 2 * sin(2 * pi * periods * at),
        "D(G(z))": lambda at: 0.5 - height / 2 * sin(2 * pi * periods * at),
    }


def test_scores_that_swing(training: Make) -> None:
    found = oscillation(training(swinging(0.6, 9)))
    assert found is not None
    assert "D(x) - D(G(z)) swings between -0." in found.figure
    assert "beta_1: 0" in found.next_step
    period = float(found.figure.rpartition("one swing in ")[2].partition(" ")[0])
    assert abs(period - 4000 / 9) < 25


@pytest.mark.parametrize(("height", "periods"), [(0.1, 9), (0.6, 1)])
def test_small_and_single_swings_are_none(height: float, periods: float, training: Make) -> None:
    assert oscillation(training(swinging(height, periods))) is None


def test_noise_is_none(training: Make) -> None:
    noise = Random(1)
    curves = {"D(x)": [0.5 + noise.gauss(0, 0.1) for _ in range(400)], "D(G(z))": [0.4] * 400}
    assert oscillation(training(curves)) is None


def test_scores_of_a_critic_may_swing(training: Make) -> None:
    assert oscillation(training(swinging(0.6, 9), scores=Scores.ORDERED)) is None


def test_a_metric_that_swings(training: Make) -> None:
    found = oscillation(training(metrics={"fid": lambda at: 30 + 20 * sin(2 * pi * 5 * at)}))
    assert found is not None
    assert "fid swings" in found.figure
    assert oscillation(training(metrics={"fid": lambda at: 30 + 2 * sin(2 * pi * 5 * at)})) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert oscillation(healthy()) is None
