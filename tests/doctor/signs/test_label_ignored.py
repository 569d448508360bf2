"""A generator that ignores its label."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.signs.label_ignored import label_ignored
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_other_classes_than_asked_for(training: Make) -> None:
    found = label_ignored(training(metrics={"conditional_accuracy": [0.12], "real_accuracy": [0.99]}))
    assert found is not None
    assert "12 % of the samples" in found.figure


def test_accuracy_near_that_of_the_data(training: Make) -> None:
    assert label_ignored(training(metrics={"conditional_accuracy": [0.9], "real_accuracy": [0.99]})) is None
    assert label_ignored(training(metrics={"conditional_accuracy": [0.4], "real_accuracy": [0.5]})) is None
    assert label_ignored(training(metrics={"conditional_accuracy": [0.1]})) is None
