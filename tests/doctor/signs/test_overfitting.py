"""A discriminator that learns its examples by heart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.overfitting import overfitting
from gancompile.doctor.training import Training

Make = Callable[..., Training]


APART = {"D(x)": lambda at: 0.93, "D(G(z))": lambda at: 0.07}
PARTING = {"D(x)": lambda at: 0.55 + 0.38 * at**0.5, "D(G(z))": lambda at: 0.45 - 0.38 * at**0.5}
WORSE = {"kid": lambda at: 0.1 * (1 - at) ** 6 + 0.05 * at + 0.01}
FEW = {"examples": 500, "batch": 64}


def test_samples_that_get_worse_while_it_is_sure(training: Make) -> None:
    found = overfitting(training(APART, WORSE, **FEW))
    assert found is not None
    assert "while kid went from" in found.figure
    assert "each of the 500 examples 512 times" in found.figure


def test_scores_that_part_are_an_inference(training: Make) -> None:
    found = overfitting(training(PARTING, **FEW))
    assert found is not None
    assert "inferred" in found.figure


@pytest.mark.parametrize("numbers", [{"examples": None}, {"examples": 50_000}, {"examples": 100_000}])
def test_many_data_are_not_known_by_heart(numbers: dict[str, int | None], training: Make) -> None:
    assert overfitting(training(PARTING, **{**FEW, **numbers})) is None


def test_a_critic_whose_gap_grows(training: Make) -> None:
    curves = {"D(x)": lambda at: 1.0 + 3 * at, "D(G(z))": lambda at: -3 * at}
    assert overfitting(training(curves, WORSE, scores=Scores.ORDERED, **FEW)) is not None
    assert overfitting(training(curves, scores=Scores.ORDERED, **FEW)) is None
    level = {"D(x)": lambda at: 1.0, "D(G(z))": lambda at: 0.0}
    assert overfitting(training(level, WORSE, scores=Scores.ORDERED, **FEW)) is None


def test_the_mean_sign_where_it_is_logged(training: Make) -> None:
    found = overfitting(training({"r_t": lambda at: 0.9}, facts={"is_augmented": True}, **FEW))
    assert found is not None
    assert found.figure.startswith("r_t is 0.9")
    assert "augmentation is there already" in found.next_step
    assert overfitting(training({"r_t": lambda at: 0.6}, **FEW)) is None


def test_a_healthy_training_on_few_data(healthy: Make) -> None:
    assert overfitting(healthy(examples=500)) is None
