"""A discriminator that is far ahead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.discriminator_ahead import discriminator_ahead
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_scores_near_the_ends(training: Make) -> None:
    curves = {"D(x)": lambda at: 0.97, "D(G(z))": lambda at: 0.03, "generator_loss": lambda at: 3.5}
    found = discriminator_ahead(training(curves))
    assert found is not None
    assert (
        "D(x) is 0.97 and D(G(z)) 0.03 in rounds 3,010 to 4,000, and the generator's loss has come to 3.5"
        in found.figure
    )


@pytest.mark.parametrize(("real", "fake"), [(0.9, 0.03), (0.97, 0.1), (0.999, 0.001)])
def test_less_is_none_and_more_is_a_win(real: float, fake: float, training: Make) -> None:
    assert discriminator_ahead(training({"D(x)": lambda at: real, "D(G(z))": lambda at: fake})) is None


def test_critics_and_few_records_are_not_judged(training: Make) -> None:
    curves = {"D(x)": lambda at: 0.97, "D(G(z))": lambda at: 0.03}
    assert discriminator_ahead(training(curves, scores=Scores.ORDERED)) is None
    assert discriminator_ahead(training({"D(x)": [0.97] * 40, "D(G(z))": [0.03] * 40})) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert discriminator_ahead(healthy()) is None
