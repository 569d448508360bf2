"""The Fréchet distance against closed forms."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gancompile.runtime.evaluation.numerics.frechet import frechet_distance
from gancompile.runtime.evaluation.numerics.moments import Moments, moments_of


def gaussian(mean: list[float], covariance: np.ndarray) -> Moments:
    return Moments(mean=np.array(mean), covariance=covariance, number=100)


@given(a=st.floats(0.01, 10), b=st.floats(0.01, 10), shift=st.floats(-10, 10))
def test_on_a_line_it_is_shift_and_difference_of_the_deviations(a: float, b: float, shift: float) -> None:
    found = frechet_distance(gaussian([0.0], np.array([[a**2]])), gaussian([shift], np.array([[b**2]])))
    assert found == pytest.approx(shift**2 + (a - b) ** 2, abs=1e-9)


def test_of_covariances_that_do_not_commute() -> None:
    """Against the trace of scipy's matrix root, worked out in 50 digits: C_a = [[2, 1], [1, 2]], C_b = [[1, 0], [0, 4]].

    trace((C_a C_b)^(1/2)) = sqrt(trace + 2 sqrt(det)) for two by two: trace of C_a C_b is 10, its determinant 12.
    """
    a, b = np.array([[2.0, 1.0], [1.0, 2.0]]), np.diag([1.0, 4.0])
    expected = 4.0 + 5.0 - 2.0 * np.sqrt(10.0 + 2.0 * np.sqrt(12.0))
    assert frechet_distance(gaussian([0, 0], a), gaussian([0, 0], b)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("number", [5, 1000])
def test_of_a_set_with_itself_it_is_zero(number: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(number, 64)) * np.linspace(0, 5, 64)
    assert frechet_distance(moments_of(vectors), moments_of(vectors)) == pytest.approx(0, abs=1e-6)


def test_it_is_symmetric() -> None:
    random = np.random.default_rng(1)
    a, b = (moments_of(random.normal(size=(200, 8)) @ random.normal(size=(8, 8))) for _ in range(2))
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-9)
