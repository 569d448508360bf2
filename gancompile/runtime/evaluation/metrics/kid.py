"""Kernel distance of features."""

from __future__ import annotations

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.kernel_distance import kernel_distance


def measure(context: Context, *, subsets: int, size: int) -> dict[str, float]:
    """Binkowski et al. 2018 (arXiv 1801.01401), section 4, over random subsets."""
    found = kernel_distance(context.reals.features, context.samples.features, subsets=subsets, size=size)
    return {"kid": found.mean}
