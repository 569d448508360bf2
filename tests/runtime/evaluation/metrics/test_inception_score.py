"""Inception Score of populations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import inception_score


def test_it_looks_at_the_samples_alone(context_of: Callable[..., Any]) -> None:
    sure = 50 * np.eye(10)[np.arange(400) % 10]
    unsure = np.zeros((400, 10))
    assert inception_score.measure(context_of(unsure, sure), splits=2)["inception_score"] == pytest.approx(10, abs=0.1)
    assert inception_score.measure(context_of(sure, unsure), splits=2)["inception_score"] == pytest.approx(1)
