"""Rounds that were played with a learning rate of 0."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

from gancompile.doctor.signs.rate_at_zero import rate_at_zero
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_a_curve_that_ends_before_the_schedule(training: Make) -> None:
    found = rate_at_zero(training({"generator_learning_rate": lambda at: max(0.0, 2e-4 * (1 - 2 * at))}))
    assert found is not None
    assert "0.0002 at most" in found.figure
    assert found.rounds == (2010, 4000)


def test_a_cosine_over_the_schedule_is_none(training: Make) -> None:
    rates = {
        "generator_learning_rate": lambda at: 1e-4 * (1 + cos(pi * at)),
        "discriminator_learning_rate": lambda at: 0.0,
    }
    assert rate_at_zero(training(rates)) is None


def test_a_rate_that_rises_again_is_none(training: Make) -> None:
    rates = {"generator_learning_rate": lambda at: 0.0 if 0.3 < at < 0.9 else 1e-4}
    assert rate_at_zero(training(rates)) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert rate_at_zero(healthy()) is None
