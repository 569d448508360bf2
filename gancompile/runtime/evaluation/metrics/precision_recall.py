"""Improved precision and recall."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.neighbours import count_in_balls


def measure(context: Context, *, neighbours: int) -> dict[str, float]:
    """Kynkäänniemi et al. 2019 (arXiv 1904.06991), eq. 1 and 2: balls around each example up to its k-th neighbour."""
    reals, samples = context.reals.features, context.samples.features
    around_reals = count_in_balls(samples, reals, context.reals.radii(neighbours))
    around_samples = count_in_balls(reals, samples, context.samples.radii(neighbours))
    return {
        "precision": float((around_reals.inside > 0).mean()),
        "recall": float((around_samples.inside > 0).mean()),
    }
