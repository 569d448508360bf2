"""A training that got worse after its best round."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.signs.worse_after_best import worse_after_best
from gancompile.doctor.training import Training

Make = Callable[..., Training]


WORSE = [90.0, 50, 30, 20, 15, 16, 18, 21, 24, 28]
LEVEL = [90.0, 50, 30, 20, 15, 16, 15.5, 16, 15.2, 16]


def test_a_metric_that_rises_again(training: Make) -> None:
    found = worse_after_best(training(metrics={"fid": WORSE}))
    assert found is not None
    assert found.figure == "fid was 15 at round 2,000, its best, and is 24 in rounds 3,200 to 4,000."
    assert "evaluate: {best: fid}" in found.next_step


def test_a_metric_that_should_be_high(training: Make) -> None:
    assert worse_after_best(training(metrics={"recall": [0.1, 0.3, 0.5, 0.6, 0.5, 0.4, 0.3, 0.2]})) is not None
    assert worse_after_best(training(metrics={"recall": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.6]})) is None


@pytest.mark.parametrize(
    "values", [LEVEL, WORSE[:6], WORSE[:3], sorted(WORSE, reverse=True), [20.0, 10, 30, 9, 28, 11, 25, 12]]
)
def test_levels_ends_and_noise_are_none(values: list[float], training: Make) -> None:
    assert worse_after_best(training(metrics={"fid": values})) is None


def test_a_checkpoint_near_the_best_round_is_exported(training: Make) -> None:
    found = worse_after_best(training(metrics={"fid": WORSE}, checkpoints=(1600, 2100, 4000)))
    assert found is not None
    assert found.next_step.startswith("`gancompile export build/made --at 2100`")
    found = worse_after_best(training(metrics={"fid": WORSE}, checkpoints=(3900, 4000), best_by="fid"))
    assert found is not None
    assert found.next_step.startswith("train for 2,000 rounds")


def test_the_spec_says_which_metric_counts(training: Make) -> None:
    metrics = {"fid": LEVEL, "recall": [0.1, 0.3, 0.5, 0.6, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]}
    assert worse_after_best(training(metrics=metrics)) is None
    assert worse_after_best(training(metrics=metrics, best_by="recall")) is not None


def test_a_healthy_training(healthy: Make) -> None:
    assert worse_after_best(healthy()) is None
