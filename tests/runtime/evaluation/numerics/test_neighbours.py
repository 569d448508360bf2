"""Neighbours against all pairs in float64."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gancompile.runtime.evaluation.numerics import neighbours
from gancompile.runtime.evaluation.numerics.neighbours import count_in_balls, nearest, radii


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.sqrt(((a[:, None].astype(np.float64) - b[None]) ** 2).sum(axis=2))


@pytest.fixture(params=[3, 400], ids=["float64", "float32"])
def pair(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, np.ndarray]:
    """Two sets of vectors, in blocks that do not divide them."""
    monkeypatch.setattr(neighbours, "BLOCK", 7)
    monkeypatch.setattr(neighbours, "PIECE", 11)
    random = np.random.default_rng(0)
    return tuple(random.normal(size=(n, request.param)).astype(np.float32) + 5 for n in (40, 53))  # type: ignore[return-value]


@pytest.mark.parametrize("k", [1, 3, 20])
def test_radii(pair: tuple[np.ndarray, np.ndarray], k: int) -> None:
    x, _ = pair
    np.testing.assert_allclose(radii(x, k), np.sort(distances(x, x), axis=1)[:, k], rtol=1e-5)


def test_nearest(pair: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = pair
    found, expected = nearest(x, y), distances(x, y)
    assert (found.index == expected.argmin(axis=1)).all()
    np.testing.assert_allclose(found.distance, expected.min(axis=1), rtol=1e-5)


def test_balls(pair: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = pair
    radius = radii(y, 3)
    holds = distances(x, y) <= radius[None]
    found = count_in_balls(x, y, radius)
    assert (found.inside == holds.sum(axis=1)).all()
    assert (found.covered == holds.any(axis=0)).all()


@given(seed=st.integers(0, 2**31), size=st.sampled_from([2, 300]), scale=st.sampled_from([1e-3, 1.0, 1e3]))
def test_what_equals_a_centre_is_in_its_ball(seed: int, size: int, scale: float) -> None:
    vectors = (np.random.default_rng(seed).normal(size=(20, size)) * scale + scale).astype(np.float32)
    twice = np.concatenate([vectors, vectors])
    assert (radii(twice, 1) == 0).all()
    assert (count_in_balls(vectors, twice, np.zeros(40)).inside == 2).all()


def test_points_that_lie_close_are_told_apart() -> None:
    """Two hundredths of a percent of their distance from the middle, which float32 would not tell from rounding."""
    points = np.array([[2.0, 0.0], [2.0, 4e-4], [-2.0, 0.0], [-2.0, 4e-4]])
    np.testing.assert_allclose(radii(points, 1), 4e-4, rtol=1e-6)


def test_too_few_have_no_neighbours() -> None:
    with pytest.raises(ValueError, match="3 examples have no 3 neighbours each"):
        radii(np.eye(3), 3)
