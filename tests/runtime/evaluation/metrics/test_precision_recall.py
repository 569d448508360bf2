"""Precision and recall where both are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gancompile.runtime.evaluation.metrics import precision_recall

RANDOM = np.random.default_rng(0)
HERE, THERE = RANDOM.normal(size=(200, 2)), RANDOM.normal(size=(200, 2)) + 100


def test_half_of_the_data_is_half_the_recall(context_of: Callable[..., Any]) -> None:
    both = np.concatenate([HERE, THERE])
    found = precision_recall.measure(context_of(both, HERE), neighbours=3)
    assert found == {"precision": 1.0, "recall": 0.5}


def test_half_outside_is_half_the_precision(context_of: Callable[..., Any]) -> None:
    both = np.concatenate([HERE, THERE])
    found = precision_recall.measure(context_of(HERE, both), neighbours=3)
    assert found == {"precision": 0.5, "recall": 1.0}
