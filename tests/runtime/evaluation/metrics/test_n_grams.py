"""n-grams of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import n_grams


def test_counts_have_beginnings_and_ends() -> None:
    assert n_grams.counts(["ab"], 2) == Counter({"\na": 1, "ab": 1, "b\n": 1})


def test_divergence_at_its_ends() -> None:
    a, b = Counter("aab"), Counter("xyz")
    assert n_grams.divergence(a, a) == 0
    assert n_grams.divergence(a, b) == pytest.approx(np.log(2))
    assert n_grams.divergence(a, Counter()) > 0


def test_of_lines(context_of: Callable[..., Any]) -> None:
    reals, samples = np.array(["anna", "otto", "eva"]), np.array(["anna", "xxx", "xxx", "hans"])
    found = n_grams.measure(context_of(reals, samples, kind="lines"), longest=2)
    assert found["copied_lines"] == 0.25
    assert found["distinct_lines"] == 0.5
    assert 0 < found["n_grams"] < np.log(2)
    same = n_grams.measure(context_of(reals, reals, kind="lines"), longest=3)
    assert same == {"n_grams": 0.0, "copied_lines": 1.0, "distinct_lines": 1.0}
