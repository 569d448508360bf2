"""A training of few rounds."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.signs.too_short import too_short
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_few_rounds(training: Make) -> None:
    found = too_short(training(rounds_played=50, rounds=50, examples=6400, batch=64))
    assert found is not None
    assert found.figure == "50 rounds, in which each example was seen 0.5 times."


def test_more_rounds_and_a_training_on_its_way_are_none(training: Make) -> None:
    assert too_short(training(rounds_played=300)) is None
    assert too_short(training(rounds_played=50, is_finished=False)) is None
    assert too_short(training(rounds_played=0)) is None
