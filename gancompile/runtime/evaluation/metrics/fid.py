"""Fréchet distance of features."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.frechet import frechet_distance


def measure(context: Context) -> dict[str, float]:
    """Heusel et al. 2017 (arXiv 1706.08500), eq. 6."""
    return {"fid": frechet_distance(context.real_moments(), context.samples.moments)}
