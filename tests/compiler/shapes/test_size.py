"""Sizes that are to be solved: their arithmetic, undone, is checked against trying all values."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gancompile.compiler.shapes.size import (
    LARGEST,
    Auto,
    Operation,
    Size,
    Unknown,
    add,
    ceil_divide,
    differ,
    floor_divide,
    known,
    multiply,
    plus,
    times,
    unlike,
)

AUTO = Unknown(auto=Auto(number=0, what="units"))
STEP = st.one_of(
    st.tuples(st.just(Operation.PLUS), st.integers(-6, 6)),
    st.tuples(st.just(Operation.TIMES), st.integers(1, 4)),
    st.tuples(st.sampled_from([Operation.FLOOR_DIVIDE, Operation.CEIL_DIVIDE]), st.integers(1, 4)),
)
UNKNOWN = st.lists(STEP, max_size=5).map(lambda steps: Unknown(auto=AUTO.auto, steps=tuple(steps)))
ENOUGH = 4_000


@settings(max_examples=300, deadline=None, derandomize=True)
@given(UNKNOWN, st.integers(-3, 40))
def test_solutions_are_all_values_that_give_the_target(size: Unknown, target: int) -> None:
    tried = [value for value in range(1, ENOUGH) if size.at(value) == target]
    assert [value for value in size.solutions(target) if value < ENOUGH] == tried


@given(st.integers(-2, 2))
def test_nothing_times_zero(target: int) -> None:
    size = Unknown(auto=AUTO.auto, steps=((Operation.TIMES, 0),))
    assert size.solutions(target) == (range(1, LARGEST + 1) if target == 0 else range(0))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(UNKNOWN, st.integers(1, 60))
def test_reachable_sizes_are_the_nearest(size: Unknown, target: int) -> None:
    assume(size.at(ENOUGH - 1) > target)
    made = sorted({size.at(value) for value in range(1, ENOUGH)})
    below, above = [s for s in made if 1 <= s <= target], [s for s in made if s > max(target, 0)]
    assert size.reachable(target) == [*below[-1:], *above[:1]]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(STEP, max_size=5), st.integers(1, 50))
def test_the_arithmetic_of_sizes_is_that_of_numbers(steps: list[tuple[Operation, int]], value: int) -> None:
    functions = {
        Operation.PLUS: plus,
        Operation.TIMES: times,
        Operation.FLOOR_DIVIDE: floor_divide,
        Operation.CEIL_DIVIDE: ceil_divide,
    }
    size: Size = AUTO
    number: Size = value
    nothing: Size = None
    for operation, by in steps:
        size, number, nothing = (functions[operation](one, by) for one in (size, number, nothing))
    assert isinstance(size, Unknown)
    assert size.at(value) == number
    assert nothing is None


def test_two_sizes_into_one() -> None:
    assert isinstance(two := add(AUTO, 3), Unknown)
    assert (two.at(4), add(3, AUTO), add(AUTO, AUTO), add(None, 3)) == (7, two, None, None)
    assert (multiply(3, 4), multiply(AUTO, AUTO), multiply(None, AUTO)) == (12, None, None)
    assert (known(3, AUTO), known(AUTO, 3), known(None, AUTO), known(None, 3), known(3, 4)) == (3, 3, AUTO, 3, 3)
    assert (differ(3, 4), differ(3, AUTO), differ(3, None)) == (True, False, False)
    assert (unlike(3, 4), unlike(3, AUTO), unlike(3, None), unlike(None, None)) == (True, False, True, False)


def test_the_arithmetic_is_written_as_an_author_would() -> None:
    size = plus(times(times(AUTO, 2), 2), 1)
    assert isinstance(size, Unknown)
    assert size.arithmetic() == "size * 2 * 2 + 1"
