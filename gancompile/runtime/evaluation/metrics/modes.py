"""Modes of a known mixture, and samples of high quality."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.evaluation.context import Context


def measure(context: Context, *, deviations: float, least: float) -> dict[str, float]:
    """Srivastava et al. 2017 (arXiv 1705.07761), section 4. Differs: a mode counts with `least` of its equal share, not with one sample."""
    mixture = context.mixture
    assert mixture is not None
    points = np.asarray(context.samples.first().array, np.float64)
    squared = ((points[:, None] - mixture.centres[None]) ** 2).sum(axis=2)
    nearest = squared.argmin(axis=1)
    is_good = squared.min(axis=1) < (deviations * mixture.deviation) ** 2
    number = len(mixture.centres)
    hits = np.bincount(nearest[is_good], minlength=number)
    shares = np.bincount(nearest, minlength=number) / len(points)
    some = shares[shares > 0]
    return {
        "modes": float((hits >= least * len(points) / number).sum()),
        "high_quality": float(is_good.mean()),
        "modes_kl": float((some * np.log(some * number)).sum()),
    }
