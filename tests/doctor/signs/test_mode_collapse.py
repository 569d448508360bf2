"""A generator that makes only some of what the data hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gancompile.doctor.signs.mode_collapse import mode_collapse
from gancompile.doctor.training import Training

Make = Callable[..., Training]


def test_modes_that_are_left_out(training: Make) -> None:
    found = mode_collapse(training(metrics={"modes": [2.0], "modes_kl": [1.4]}, modes=8))
    assert found is not None
    assert "it hits 2 modes" in found.figure
    assert "as if there were 1.97 of 8" in found.figure


def test_samples_near_no_mode(training: Make) -> None:
    found = mode_collapse(training(metrics={"modes": [0.0], "modes_kl": [0.05], "high_quality": [0.0016]}, modes=8))
    assert found is not None
    assert "it hits 0 modes, and 0.2 % of the samples are near one" in found.figure


def test_modes_that_are_missed_narrowly_are_no_collapse(training: Make) -> None:
    assert mode_collapse(training(metrics={"modes": [2.0], "modes_kl": [0.05]}, modes=8)) is None


@pytest.mark.parametrize(
    ("precision", "recall", "what"),
    [([0.8], [0.05], "lost its variety"), ([0.8] * 5, [0.5, 0.6, 0.5, 0.3, 0.15], "lost its variety"), ([0.0], [0.0], "all alike, or")],
)  # fmt: skip
def test_recall(precision: list[float], recall: list[float], what: str, training: Make) -> None:
    found = mode_collapse(training(metrics={"precision": precision, "recall": recall}))
    assert found is not None
    assert what in found.what


@pytest.mark.parametrize(("precision", "recall"), [(0.1, 0.05), (0.8, 0.15), (0.0, 0.5)])
def test_bad_samples_and_modest_recall_are_no_collapse(precision: float, recall: float, training: Make) -> None:
    assert mode_collapse(training(metrics={"precision": [precision], "recall": [recall]})) is None


def test_samples_that_hardly_vary(training: Make) -> None:
    found = mode_collapse(training({"variation": [0.1, 0.9, 0.8, 0.02]}))
    assert found is not None
    assert "64 samples vary by 2.0 % of what the data do at round 40, and varied by 90 % before." in found.figure
    assert mode_collapse(training({"variation": [0.1, 0.9, 0.9, 0.15]})) is not None


@pytest.mark.parametrize("values", [[0.02, 0.5, 0.9], [0.01, 0.19, 0.19], [0.9, 0.02, 0.6], []])
def test_samples_that_vary_in_the_end(values: list[float], training: Make) -> None:
    assert mode_collapse(training({"variation": values})) is None


def test_an_untrained_generator_is_not_judged(training: Make) -> None:
    assert mode_collapse(training({"variation": [0.02]}, rounds_played=100)) is None


def test_samples_that_are_alike(training: Make) -> None:
    assert mode_collapse(training(metrics={"ms_ssim": [0.7], "ms_ssim_real": [0.3]})) is not None
    assert mode_collapse(training(metrics={"ms_ssim": [0.35], "ms_ssim_real": [0.3]})) is None
    assert mode_collapse(training(metrics={"distinct_lines": [0.2]})) is not None
    assert mode_collapse(training(metrics={"distinct_lines": [0.9]})) is None


def test_a_healthy_training(healthy: Make) -> None:
    assert mode_collapse(healthy()) is None
