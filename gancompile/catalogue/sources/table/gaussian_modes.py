"""The modes of a column of numbers: a mixture of Gaussians that finds out how many it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CONCENTRATION = 1e-3
"""Of the Dirichlet process: the smaller, the fewer modes."""
LEAST_SHARE = 0.005
"""Modes of a smaller share are left out."""
REACH = 4.0
"""Standard deviations from the middle of a mode to an encoded 1."""
POINTS = 1000
ROUNDS = 1000
TOLERANCE = 1e-5
SMALLEST = 1e-6
"""Added to variances, of numbers whose variance is 1."""
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """means, deviations, shares: [modes] each."""

    means: Array
    deviations: Array
    shares: Array


def gaussian_modes(values: Sequence[float], most: int) -> list[list[float]]:
    """The modes of numbers in ascending order: the mean, four standard deviations, and the share of each.

    Source: Xu et al. 2019 (arXiv 1907.00503), section 4.2, mode-specific normalization. Differs: numbers in more than a thousand places
    are counted in a thousand bins of one width; the mixture begins from 1-dimensional k-means with means at quantiles, as no chance is
    wanted in a check, and is iterated until it rests.
    """
    array = np.asarray(values, np.float64)
    middle, scale = float(array.mean()), float(array.std())
    points, counts = _counted((array - middle) / scale)
    found = fit_mixture(points, counts, _nearest(points, counts, most))
    order = [place for place in np.argsort(found.means) if found.shares[place] > LEAST_SHARE]
    total = float(found.shares[order].sum())
    return [
        [
            _rounded(middle + scale * float(found.means[place])),
            _rounded(REACH * scale * float(found.deviations[place])),
            _rounded(float(found.shares[place]) / total),
        ]
        for place in order
    ]


def _rounded(value: float) -> float:
    """To a few digits, so that machines agree on a spec's digest."""
    return float(f"{value:.{DIGITS}g}")


def _counted(values: Array) -> tuple[Array, Array]:
    """The different values and how often each is there: [points] each."""
    points, counts = np.unique(values, return_counts=True)
    if len(points) <= POINTS:
        return points, counts.astype(np.float64)
    bins, edges = np.histogram(values, POINTS)
    middles = (edges[1:] + edges[:-1]) / 2
    return middles[bins > 0], bins[bins > 0].astype(np.float64)


def _nearest(points: Array, counts: Array, most: int) -> Array:
    """The nearest of some means for each point, one-hot: [points, means]. The means are those of k-means, from quantiles on."""
    shares = np.cumsum(counts) / counts.sum()
    means = np.unique(points[np.searchsorted(shares, (np.arange(most) + 0.5) / most)])
    for _ in range(ROUNDS):
        nearest = np.abs(points[:, None] - means).argmin(axis=1)
        sizes = np.bincount(nearest, counts, len(means))
        moved = np.where(sizes > 0, np.bincount(nearest, counts * points, len(means)) / np.maximum(sizes, 1), means)
        if np.array_equal(moved, means):
            break
        means = moved
    return np.asarray(np.eye(len(means))[nearest])


def fit_mixture(points: Array, counts: Array, responsibilities: Array) -> Mixture:
    """A variational mixture of Gaussians on a line, with a Dirichlet process over the modes.

    points, counts: [points]. responsibilities: [points, modes], to begin with.
    Source: Blei and Jordan 2006, Variational inference for Dirichlet process mixtures; Bishop 2006, section 10.2. The priors are those of
    scikit-learn's BayesianGaussianMixture, by which the tests judge it: one observation at the mean of all, of their variance.
    """
    total = counts.sum()
    prior_mean = (counts * points).sum() / total
    prior_variance = (counts * (points - prior_mean) ** 2).sum() / (total - 1)
    before = np.full(responsibilities.shape[1], np.inf)
    for _ in range(ROUNDS):
        weighted = counts[:, None] * responsibilities
        sizes = weighted.sum(axis=0) + 10 * np.finfo(np.float64).eps
        centres = (weighted * points[:, None]).sum(axis=0) / sizes
        spreads = (weighted * (points[:, None] - centres) ** 2).sum(axis=0) / sizes + SMALLEST
        precision = 1 + sizes
        means = (prior_mean + sizes * centres) / precision
        freedom = 1 + sizes
        variances = (prior_variance + sizes * spreads + sizes / precision * (centres - prior_mean) ** 2) / freedom
        first = 1 + sizes
        rest = CONCENTRATION + np.append(np.cumsum(sizes[::-1])[-2::-1], 0.0)
        if np.abs(means - before).max() < TOLERANCE:
            break
        before = means
        squares = (points[:, None] - means) ** 2 / variances
        log_density = -0.5 * (np.log(2 * np.pi * variances) + squares) - 0.5 * np.log(freedom)
        log_density += 0.5 * (np.log(2) + digamma(freedom / 2) - 1 / precision)
        both = digamma(first + rest)
        log_share = digamma(first) - both + np.append(0.0, np.cumsum(digamma(rest) - both)[:-1])
        logits = log_density + log_share
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        responsibilities = shares / shares.sum(axis=1, keepdims=True)
    left = np.append(1.0, np.cumprod(rest / (first + rest))[:-1])
    found = first / (first + rest) * left
    return Mixture(means=means, deviations=np.sqrt(variances), shares=found / found.sum())


def digamma(x: Array) -> Array:
    """The derivative of log(gamma(x)), for x > 0: [size].

    Source: Abramowitz and Stegun 1964, 6.3.6 to ten more, and 6.3.18 from there.
    """
    shifted = x + 10
    inverse = 1 / shifted**2
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))))
    return np.asarray(np.log(shifted) - 0.5 / shifted - series - (1 / (x[:, None] + np.arange(10))).sum(axis=1))
