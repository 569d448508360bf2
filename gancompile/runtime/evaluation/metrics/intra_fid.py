"""Fréchet distance within each class."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.numerics.frechet import frechet_distance
from gancompile.runtime.evaluation.numerics.moments import moments_of


def measure(context: Context) -> dict[str, float]:
    """Miyato and Koyama 2018 (arXiv 1802.05637), section 4. Classes of which either side has fewer than two examples are left out."""
    reals, samples = context.reals, context.samples
    found = []
    for label in np.unique(reals.labels):
        pair = [one.features[one.labels == label] for one in (reals, samples)]
        if min(map(len, pair)) > 1:
            found.append(frechet_distance(*map(moments_of, pair)))
    if not found:
        raise ValueError("no class has two real examples and two samples")
    return {"intra_fid": float(np.mean(found)), "intra_fid_worst": float(np.max(found))}
