"""Density and coverage."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.neighbours import count_in_balls


def measure(context: Context, *, neighbours: int) -> dict[str, float]:
    """Naeem et al. 2020 (arXiv 2002.09797), eq. 5 and 6: balls around real examples alone."""
    reals = context.reals.features
    found = count_in_balls(context.samples.features, reals, context.reals.radii(neighbours))
    return {"density": float(found.inside.mean() / neighbours), "coverage": float(found.covered.mean())}
