"""Curves and their robust statistics."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gancompile.doctor.curve import Curve, curve_of

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


def of(values: list[float]) -> Curve:
    return Curve(tuple(range(1, len(values) + 1)), tuple(values))


def test_parts() -> None:
    curve = of([1.0, 2, 3, 4, 5, 6, 7, 8])
    assert curve.tail().values == (7, 8)
    assert curve.between(0.5, 0.75).rounds == (5, 6)
    assert of([3.0]).tail().values == (3,)
    assert len(Curve().tail()) == 0


def test_an_outlier_leaves_no_trace() -> None:
    assert set(of([1.0, 1, 1, 99, 1, 1, 1]).smooth(3).values) == {1}
    assert of([1.0, 2]).smooth(5).values == (1, 2)


def test_a_difference_is_of_the_rounds_that_both_have() -> None:
    assert curve_of({1: 5.0, 3: 6.0, 2: 9.0}).minus(curve_of({3: 1.0, 1: 2.0})) == curve_of({1: 3.0, 3: 5.0})


@given(VALUES, st.integers(1, 9))
def test_a_smooth_curve_stays_within_the_values(values: list[float], width: int) -> None:
    smooth = of(values).smooth(width)
    assert min(values) <= min(smooth.values)
    assert max(smooth.values) <= max(values)
    assert len(smooth.rounds) == len(smooth.values)


@given(VALUES, st.floats(0, 1))
def test_a_tail_is_never_empty_and_ends_at_the_end(values: list[float], share: float) -> None:
    assert of(values).tail(share).last == values[-1]
