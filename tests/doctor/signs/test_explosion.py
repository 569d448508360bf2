"""A game on its way to numbers that are not finite."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.signs.explosion import explosion
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_a_gradient_that_runs_away(training: Make) -> None:
    found = explosion(training({"generator_gradient_norm": [1.0] * 397 + [2e3, 1e4, 1e5]}))
    assert found is not None
    assert found.rounds == (3980, 4000)
    assert "2,000 or more" in found.figure


@pytest.mark.parametrize(
    "values", [[1.0] * 399 + [1e6], [1.0] * 200 + [1e6] * 5 + [1.0] * 195, [1e4] * 400, [1.0, 1e6]]
)
def test_a_spike_and_a_high_level_are_none(values: list[float], training: Make) -> None:
    assert explosion(training({"generator_gradient_norm": values})) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert explosion(healthy()) is None
