"""The squared maximum mean discrepancy under the cubic polynomial kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[Any]
SEED = 2020
"""Of the subsets, which are then those of torch-fidelity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelDistance:
    """mean, deviation: of the estimates over subsets."""

    mean: float
    deviation: float


def kernel_distance(reals: Vectors, samples: Vectors, *, subsets: int, size: int) -> KernelDistance:
    """The mean over random subsets of the unbiased estimate. reals, samples: [number, dimensions].

    size: of each subset, at most as many as there are of either. Source: Binkowski et al. 2018 (arXiv 1801.01401), section 4.
    """
    size = min(size, len(reals), len(samples))
    random = np.random.RandomState(SEED)
    found = []
    for _ in range(subsets):
        some_reals = reals[random.choice(len(reals), size, replace=False)]
        some_samples = samples[random.choice(len(samples), size, replace=False)]
        found.append(unbiased_distance(some_reals, some_samples))
    return KernelDistance(mean=float(np.mean(found)), deviation=float(np.std(found)))


def unbiased_distance(reals: Vectors, samples: Vectors) -> float:
    """The unbiased estimate of the squared discrepancy, which may be below 0. Source: Gretton et al. 2012, eq. 3."""
    x, y = np.asarray(reals, np.float64), np.asarray(samples, np.float64)
    m, n = len(x), len(y)
    among_reals, among_samples, between = _kernel(x, x), _kernel(y, y), _kernel(x, y)
    within = (among_reals.sum() - np.trace(among_reals)) / (m * (m - 1))
    within += (among_samples.sum() - np.trace(among_samples)) / (n * (n - 1))
    return float(within - 2.0 * between.mean())


def _kernel(a: Vectors, b: Vectors) -> Vectors:
    """k(x, y) = (x . y / dimensions + 1)^3: [a, b]."""
    base: Vectors = a @ b.T / a.shape[1] + 1.0
    # NumPy's power is ten times as slow.
    return base * base * base
