"""A discriminator that cannot tell samples from data."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.discriminator_weak import discriminator_weak
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_samples_that_score_higher_than_data(training: Make) -> None:
    found = discriminator_weak(training({"D(x)": lambda at: 0.4, "D(G(z))": lambda at: 0.6}))
    assert found is not None
    assert "takes samples for data" in found.what
    assert "D(x) - D(G(z)) is -0.2 in rounds 3,010 to 4,000" in found.figure


def test_a_critic_that_scores_the_wrong_way(training: Make) -> None:
    curves = {"D(x)": lambda at: -30.0, "D(G(z))": lambda at: 12.0}
    assert discriminator_weak(training(curves, scores=Scores.ORDERED)) is not None
    assert discriminator_weak(training(curves, scores=Scores.UNKNOWN)) is None


def test_a_penalty_that_leaves_no_freedom(training: Make) -> None:
    curves = {
        "D(x)": lambda at: 0.4, "D(G(z))": lambda at: 0.6,
        "discriminator_loss": lambda at: 2.0, "discriminator_r1": lambda at: 1.5,
    }  # fmt: skip
    found = discriminator_weak(training(curves, facts={"penalties": ("r1",)}))
    assert found is not None
    assert "`r1` is more than half of its loss" in found.figure
    assert "a tenth of the weight of `r1`" in found.next_step


def test_a_draw_is_none(training: Make) -> None:
    assert discriminator_weak(training({"D(x)": lambda at: 0.495, "D(G(z))": lambda at: 0.5})) is None


def test_scores_that_have_met_are_none(training: Make) -> None:
    curves = {"D(x)": lambda at: 0.5 + 0.2 * 1e-9**at, "D(G(z))": lambda at: 0.5}
    assert discriminator_weak(training(curves)) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert discriminator_weak(healthy()) is None
