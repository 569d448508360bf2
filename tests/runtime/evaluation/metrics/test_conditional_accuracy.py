"""Conditional accuracy: does the asked class come out?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gancompile.runtime.evaluation.metrics import conditional_accuracy


def test_it_counts_the_classes_that_were_asked_for(context_of: Callable[..., Any]) -> None:
    labels = np.arange(100) % 10
    right = np.eye(10)[labels]
    half = np.where((np.arange(100) < 50)[:, None], right, np.eye(10)[(labels + 1) % 10])
    found = conditional_accuracy.measure(context_of(right, half, real_labels=labels, labels=labels))
    assert found == {"conditional_accuracy": 0.5, "real_accuracy": 1.0}
