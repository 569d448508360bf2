"""A training that ended while it was still getting better."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.signs.still_improving import still_improving
from gancompile.doctor.training import Training

Make = Callable[..., Training]


FALLING = [100.0, 80, 64, 51, 41, 33, 26, 21]


def test_a_metric_that_still_falls(training: Make) -> None:
    found = still_improving(training(metrics={"fid": FALLING}))
    assert found is not None
    assert "fid is 23.5 in rounds 3,500 to 4,000, after 37 in rounds 2,500 to 3,000" in found.figure
    assert found.next_step == "`steps: 8000` in the schedule, and `gancompile build SPEC --continue`"


def test_a_rate_that_has_come_to_zero_cannot_go_on(training: Make) -> None:
    found = still_improving(training({"generator_learning_rate": lambda at: 1e-3 * (1 - at) ** 4}, {"fid": FALLING}))
    assert found is not None
    assert "--fresh" in found.next_step


def test_a_level_a_training_on_its_way_and_few_evaluations_are_none(training: Make) -> None:
    assert still_improving(training(metrics={"fid": [100.0, 50, 30, 22, 20.2, 20.1, 20.05, 20]})) is None
    assert still_improving(training(metrics={"fid": FALLING}, is_finished=False)) is None
    assert still_improving(training(metrics={"fid": FALLING[:4]})) is None
    assert still_improving(training(metrics={"fid": [10.0, 80, 64, 51, 41, 33, 26, 21]})) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert still_improving(healthy()) is None
