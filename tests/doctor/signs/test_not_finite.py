"""Numbers that were not finite."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.signs.not_finite import not_finite
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_a_number_that_is_not_finite(training: Make) -> None:
    found = not_finite(training(not_finite=(("generator_loss", 120), ("generator_loss", 130))))
    assert found is not None
    assert "`generator_loss` is not finite at round 120" in found.figure
    assert found.rounds == (120, 130)


def test_going_back(training: Make) -> None:
    found = not_finite(training(rollbacks=2))
    assert found is not None
    assert "2 times" in found.figure


def test_a_healthy_training(healthy: Make) -> None:
    assert not_finite(healthy()) is None
