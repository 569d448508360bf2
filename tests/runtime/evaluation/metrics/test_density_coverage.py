"""Density and coverage where both are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import density_coverage


def test_of_one_distribution_density_is_one_and_coverage_as_expected(context_of: Callable[..., Any]) -> None:
    """The expected coverage of two sets of N of one distribution (Naeem et al. 2020, lemma 2)."""
    random = np.random.default_rng(0)
    n, k = 1000, 5
    found = density_coverage.measure(context_of(random.normal(size=(n, 4)), random.normal(size=(n, 4))), neighbours=k)
    missed = np.prod([(n - i) / (2 * n - 1 - i) for i in range(k)])
    assert found["coverage"] == pytest.approx(1 - missed, abs=0.02)
    assert found["density"] == pytest.approx(1, abs=0.1)


def test_an_outlier_covers_nothing(context_of: Callable[..., Any]) -> None:
    reals = np.random.default_rng(0).normal(size=(200, 2))
    found = density_coverage.measure(context_of(reals, np.full((200, 2), 50.0)), neighbours=5)
    assert found == {"density": 0.0, "coverage": 0.0}
