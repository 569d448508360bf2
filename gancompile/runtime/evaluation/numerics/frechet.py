"""The Fréchet distance of two Gaussians."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.numerics.moments import Moments


def frechet_distance(a: Moments, b: Moments) -> float:
    """|m_a - m_b|^2 + trace(C_a + C_b - 2 (C_a C_b)^(1/2)): at least 0, in squared units of the features.

    The trace of the root is the sum of the singular values of R_a R_b, with R the symmetric root of each covariance: real and accurate for
    singular covariances too, where a general matrix root is neither. Source: Dowson and Landau 1982; Heusel et al. 2017 (arXiv
    1706.08500), eq. 6.
    """
    shift = a.mean - b.mean
    product = _root(a.covariance) @ _root(b.covariance)
    overlap = float(np.linalg.svd(product, compute_uv=False).sum())
    spread = float(np.trace(a.covariance) + np.trace(b.covariance))
    return max(float(shift @ shift) + spread - 2.0 * overlap, 0.0)


def _root(covariance: NDArray[Any]) -> NDArray[Any]:
    """The symmetric root of a covariance; what rounding made of eigenvalues of 0 counts as 0."""
    values, vectors = np.linalg.eigh(covariance)
    root: NDArray[Any] = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root
