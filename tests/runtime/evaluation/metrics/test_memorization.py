"""Memorization: copies are told from new examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import memorization

RANDOM = np.random.default_rng(0)
TRAIN, TEST, NEW = (RANDOM.normal(size=(400, 8)) for _ in range(3))


def test_new_examples_are_authentic(context_of: Callable[..., Any]) -> None:
    found = memorization.measure(context_of(TRAIN, NEW, held_out=TEST))
    assert found["copies"] == 0
    assert found["authenticity"] > 0.4
    assert abs(found["copying"]) < 3


def test_near_copies_are_copying(context_of: Callable[..., Any]) -> None:
    found = memorization.measure(context_of(TRAIN, TRAIN + 0.01, held_out=TEST))
    assert found["authenticity"] == 0
    assert found["copies"] == 0
    assert found["copying"] < -10


def test_copies_are_counted(context_of: Callable[..., Any]) -> None:
    found = memorization.measure(context_of(TRAIN, np.concatenate([TRAIN[:100], NEW[:300]])))
    assert found["copies"] == 0.25
    assert "copying" not in found


def test_the_test_is_that_of_scipy_written_out() -> None:
    """Mann and Whitney's statistic by counting pairs, with its variance under ties."""
    a, b = np.array([1.0, 2.0, 2.0, 5.0]), np.array([2.0, 3.0, 4.0, 4.0, 6.0])
    wins = sum((x > y) + 0.5 * (x == y) for x in a for y in b)
    m, n = 4, 5
    ties = sum(t**3 - t for t in (3, 2))
    variance = m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1)))
    assert memorization.mann_whitney(a, b) == pytest.approx((wins - m * n / 2) / np.sqrt(variance))
    assert memorization.mann_whitney(np.ones(3), np.ones(4)) == 0
