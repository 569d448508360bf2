"""Memorization of training examples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import Context

SAME = 1e-4
"""Of the usual distance between neighbours, below which two examples are one and the same."""


def measure(context: Context) -> dict[str, float]:
    """Authenticity (Alaa et al. 2022, arXiv 2102.08921, section 4), and with held-out examples the test of data copying (Meehan et al.
    2020, arXiv 2004.05675, section 3): a Mann-Whitney test of whether samples are nearer to the training examples than those are.

    Differs: the test is over all of the space at once, not within cells of it.
    """
    own = context.reals.radii(1)
    found = context.samples.nearest_of(context.reals)
    same = SAME * float(np.median(own[own > 0])) if (own > 0).any() else 0.0
    made = {
        "authenticity": float((found.distance > own[found.index]).mean()),
        "copies": float((found.distance <= same).mean()),
    }
    if context.held_out is not None:
        held = context.held_out.nearest_of(context.reals).distance
        made["copying"] = mann_whitney(found.distance, held)
    return made


def mann_whitney(a: NDArray[Any], b: NDArray[Any]) -> float:
    """The standard score of the test that values of `a` are as large as those of `b`: below 0 where they are smaller.

    Ranks of equal values are their mean. Source: Mann and Whitney 1947, with the normal approximation.
    """
    both = np.concatenate([a, b])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    m, n = len(a), len(b)
    statistic = ranks[:m].sum() - m * (m + 1) / 2
    ties = ((counts**3 - counts) / ((m + n) * (m + n - 1))).sum()
    variance = m * n / 12 * (m + n + 1 - ties)
    return float((statistic - m * n / 2) / math.sqrt(variance)) if variance > 0 else 0.0
