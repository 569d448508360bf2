"""Inception Score."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.inception_score import inception_score


def measure(context: Context, *, splits: int) -> dict[str, float]:
    """Salimans et al. 2016 (arXiv 1606.03498), section 4."""
    return {"inception_score": inception_score(context.samples.probabilities, splits=splits).mean}
