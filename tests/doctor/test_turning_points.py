"""Crests and troughs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gancompile.doctor.turning_points import turning_points

FLOATS = st.lists(st.integers(-1000, 1000).map(float), max_size=60)


def test_a_zigzag() -> None:
    assert turning_points([0, 1, 0, 1, 0], 1) == [1, 2, 3]
    assert turning_points([0, 1, 0, 1, 0], 1.5) == []
    assert turning_points([0, 5, 4.5, 6, 0, 1, -1, 7], 3) == [3, 6]
    assert turning_points([], 1) == []


@given(FLOATS)
def test_what_only_rises_has_none(values: list[float]) -> None:
    assert turning_points(sorted(values), 0.5) == []


@given(FLOATS, st.integers(-100, 100))
def test_neither_a_shift_nor_a_mirror_moves_them(values: list[float], shift: int) -> None:
    points = turning_points(values, 3)
    assert turning_points([value + shift for value in values], 3) == points
    assert turning_points([-value for value in values], 3) == points


@given(FLOATS)
def test_between_two_of_them_lies_the_height(values: list[float]) -> None:
    points = turning_points(values, 3)
    assert all(abs(values[one] - values[other]) >= 3 for one, other in pairwise(points))
