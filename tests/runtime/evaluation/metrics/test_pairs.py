"""Associations of columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.columns import Column
from gancompile.runtime.evaluation.metrics import pairs

from .tables import ENCODING, rows

X = np.array([1.0, 2.0, 3.0, 4.0])
NUMBER, DOUBLE = Column(name="x", numbers=X), Column(name="y", numbers=-2 * X)
HALVES, PARITY = (Column(name="c", categories=np.array(list(text))) for text in ("aabb", "abab"))


def test_each_kind_of_pair() -> None:
    assert pairs.association(NUMBER, DOUBLE) == pytest.approx(-1)
    # Between the halves the variance is 1, of all 1.25.
    assert pairs.association(NUMBER, HALVES) == pytest.approx(np.sqrt(1 / 1.25))
    assert pairs.association(HALVES, NUMBER) == pairs.association(NUMBER, HALVES)
    assert pairs.association(HALVES, HALVES) == pytest.approx(1)
    assert pairs.association(HALVES, PARITY) == pytest.approx(0)


def test_a_column_that_does_not_vary_has_none() -> None:
    still = Column(name="s", numbers=np.ones(4))
    assert [pairs.association(still, other) for other in (NUMBER, HALVES)] == [0, 0]


def test_rows_whose_columns_go_their_own_ways_differ(context_of: Callable[..., Any]) -> None:
    reals = rows(2000, 0)
    alike = pairs.measure(context_of(reals, rows(2000, 1), kind="rows", encoding=ENCODING))["pairs"]
    apart = pairs.measure(context_of(reals, rows(2000, 1, alike=False), kind="rows", encoding=ENCODING))["pairs"]
    assert alike < 0.03
    assert apart > 0.4
