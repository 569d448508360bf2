"""Moments of a stream are those of the whole."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gancompile.runtime.evaluation.numerics.moments import MomentsSum, moments_of, moments_of_pieces


@given(seed=st.integers(0, 2**31), cuts=st.lists(st.integers(0, 60), max_size=5), offset=st.sampled_from([0.0, 1e6]))
def test_pieces_of_any_size_give_the_moments_of_all(seed: int, cuts: list[int], offset: float) -> None:
    vectors = np.random.default_rng(seed).normal(size=(60, 3)) + offset
    ends = [0, *sorted(cuts), 60]
    found = moments_of_pieces(vectors[a:b] for a, b in itertools.pairwise(ends))
    np.testing.assert_allclose(found.mean, vectors.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(vectors.T), rtol=1e-6, atol=1e-8)
    assert found.number == 60


def test_float32_is_summed_in_float64() -> None:
    vectors = (np.random.default_rng(0).normal(size=(20_000, 2)) + 1000).astype(np.float32)
    np.testing.assert_allclose(moments_of(vectors).covariance, np.cov(vectors.T.astype(np.float64)), rtol=1e-9)


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_have_no_covariance(number: int) -> None:
    total = MomentsSum(2)
    total.add(np.ones((number, 2)))
    with pytest.raises(ValueError, match="have no covariance"):
        total.moments()
