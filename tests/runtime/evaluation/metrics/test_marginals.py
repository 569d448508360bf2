"""Distances of columns against their definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.columns import Column
from gancompile.runtime.evaluation.metrics import marginals

from .tables import ENCODING, rows


def test_kolmogorov_against_all_thresholds() -> None:
    random = np.random.default_rng(0)
    a, b = random.normal(size=50), random.normal(size=70) + 0.5
    expected = max(abs((a <= t).mean() - (b <= t).mean()) for t in (*a, *b))
    assert marginals.kolmogorov(a, b) == pytest.approx(expected)


def test_total_variation_of_categories() -> None:
    a, b = (Column(name="c", categories=np.array(list(text))) for text in ("aab", "abc"))
    assert marginals.distance(a, b) == pytest.approx(1 / 3)


def test_missing_cells_count() -> None:
    some = Column(name="n", numbers=np.array([1.0, 2.0, np.nan, np.nan]))
    all_there = Column(name="n", numbers=np.array([1.0, 2.0, 1.0, 2.0]))
    assert marginals.distance(some, all_there) == pytest.approx(0.5)


def test_of_a_table(context_of: Callable[..., Any]) -> None:
    same = marginals.measure(context_of(rows(900, 0), rows(900, 1), kind="rows", encoding=ENCODING))
    assert same["marginals"] < 0.08
    late = rows(900, 1) | {"age": rows(900, 1)["age"] + 60}
    found = marginals.measure(context_of(rows(900, 0), late, kind="rows", encoding=ENCODING))
    assert found["marginals_worst"] == 1.0
