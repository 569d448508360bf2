"""Conditional accuracy."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.observed import Observed


def measure(context: Context) -> dict[str, float]:
    """The share of samples in which the classifier sees the class that was asked for."""
    return {"conditional_accuracy": _share(context.samples), "real_accuracy": _share(context.reals)}


def _share(observed: Observed) -> float:
    return float((observed.probabilities.argmax(axis=1) == observed.labels).mean())
