"""The kernel distance against its definition, and its expectation."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.evaluation.numerics.kernel_distance import kernel_distance, unbiased_distance


def naive(x: np.ndarray, y: np.ndarray) -> float:
    """Gretton et al. 2012, eq. 3, term by term."""

    def k(a: np.ndarray, b: np.ndarray) -> float:
        return float((a @ b / len(a) + 1) ** 3)

    m, n = len(x), len(y)
    among = sum(k(x[i], x[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    others = sum(k(y[i], y[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    between = sum(k(a, b) for a in x for b in y) / (m * n)
    return among + others - 2 * between


def test_it_is_the_unbiased_estimate() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(7, 3)), random.normal(size=(5, 3)) + 1
    assert unbiased_distance(x, y) == pytest.approx(naive(x, y), rel=1e-12)


def test_it_is_unbiased() -> None:
    """The mean over 100 draws of two sets of one distribution is 0 within its error, at 50 examples, where a biased one is not."""
    random = np.random.default_rng(0)
    found = [unbiased_distance(*(random.normal(size=(50, 8)) for _ in range(2))) for _ in range(100)]
    error = np.std(found, ddof=1) / 10
    assert abs(np.mean(found)) < 3 * error
    biased = np.mean(found) + 2 * (2.0**3 - 1) / 50
    assert abs(biased) > 10 * error


def test_subsets_are_of_what_there_is() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 4)), random.normal(size=(30, 4))
    one = kernel_distance(x[:30], y, subsets=3, size=1000)
    assert one.mean == pytest.approx(unbiased_distance(x[:30], y), rel=1e-9)
    assert one.deviation == pytest.approx(0, abs=1e-9)
    assert kernel_distance(x, y, subsets=3, size=10) == kernel_distance(x, y, subsets=3, size=10)
