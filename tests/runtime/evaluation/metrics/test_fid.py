"""FID of populations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import fid


def test_a_shift_is_its_square(context_of: Callable[..., Any]) -> None:
    vectors = np.random.default_rng(0).normal(size=(500, 6))
    found = fid.measure(context_of(vectors, vectors + np.array([3, 4, 0, 0, 0, 0])))
    assert found == {"fid": pytest.approx(25.0, abs=1e-4)}


def test_the_same_is_zero(context_of: Callable[..., Any]) -> None:
    vectors = np.random.default_rng(0).normal(size=(500, 6))
    assert fid.measure(context_of(vectors, vectors))["fid"] == pytest.approx(0, abs=1e-6)
