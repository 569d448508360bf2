"""Sizes along an axis: known, not known, or `auto`: to be solved, after some arithmetic that can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce
from typing import TypeAlias, cast

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import NOWHERE, Span

LARGEST = 1_000_000_000


class Operation(Enum):
    """The operations on sizes; each is monotone, so that its preimage is an interval."""

    PLUS = "+"
    TIMES = "*"
    FLOOR_DIVIDE = "//"
    CEIL_DIVIDE = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Auto:
    """A size that a spec leaves to be solved. number: which one of its network. what: the argument that it stands for."""

    number: int
    what: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The size that comes of an `auto` by these steps, first to last."""

    auto: Auto
    steps: tuple[tuple[Operation, int], ...] = ()

    def at(self, value: int) -> int:
        """The size where the `auto` is `value`."""
        for operation, number in self.steps:
            match operation:
                case Operation.PLUS:
                    value += number
                case Operation.TIMES:
                    value *= number
                case Operation.FLOOR_DIVIDE:
                    value //= number
                case Operation.CEIL_DIVIDE:
                    value = -(-value // number)
                case _:
                    assert_never(operation)
        return value

    def solutions(self, target: int) -> range:
        """All values of the `auto`, from 1, for which the size is `target`; they are neighbours, since every step is monotone."""
        low, high = target, target
        for operation, number in reversed(self.steps):
            match operation:
                case Operation.PLUS:
                    low, high = low - number, high - number
                case Operation.TIMES if number == 0:
                    if not low <= 0 <= high:
                        return range(0)
                    # Whatever was before, it is 0 now.
                    return range(1, LARGEST + 1)
                case Operation.TIMES:
                    low, high = -(-low // number), high // number
                case Operation.FLOOR_DIVIDE:
                    low, high = low * number, high * number + number - 1
                case Operation.CEIL_DIVIDE:
                    low, high = (low - 1) * number + 1, high * number
                case _:
                    assert_never(operation)
            if low > high:
                return range(0)
        return range(max(low, 1), min(high, LARGEST) + 1)

    def reachable(self, target: int) -> list[int]:
        """The nearest sizes to a target that some value of the `auto` gives: the one below and the one above."""
        # The largest value whose size is not above the target, by halving: the size grows with the value.
        low, high = 0, LARGEST
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.at(middle) <= target else (low, middle - 1)
        return [self.at(value) for value in (low, low + 1) if value >= 1 and self.at(value) >= 1]

    def arithmetic(self) -> str:
        """The steps as an author would write them: `size * 2 * 2 + 1`."""
        text = "size"
        for operation, number in self.steps:
            match operation:
                case Operation.PLUS:
                    text = f"{text} {'+' if number >= 0 else '-'} {abs(number)}"
                case Operation.CEIL_DIVIDE:
                    text = f"ceil({text} / {number})"
                case _:
                    inner = f"({text})" if " + " in text or " - " in text else text
                    text = f"{inner} {operation.value} {number}"
        return text


Size: TypeAlias = "int | None | Unknown"
"""None: not known, and not to be solved."""


def plus(size: Size, number: int) -> Size:
    """size + number."""
    return _stepped(size, Operation.PLUS, number) if number else size


def times(size: Size, number: int) -> Size:
    """size * number."""
    return _stepped(size, Operation.TIMES, number) if number != 1 else size


def floor_divide(size: Size, number: int) -> Size:
    """size / number, rounded down."""
    return _stepped(size, Operation.FLOOR_DIVIDE, number) if number != 1 else size


def ceil_divide(size: Size, number: int) -> Size:
    """size / number, rounded up."""
    return _stepped(size, Operation.CEIL_DIVIDE, number) if number != 1 else size


def add(left: Size, right: Size) -> Size:
    """left + right; the sum of two unknown sizes is not known."""
    if isinstance(left, int):
        return plus(right, left)
    return plus(left, right) if isinstance(right, int) else None


def multiply(left: Size, right: Size) -> Size:
    """left * right; the product of two unknown sizes is not known."""
    if isinstance(left, int):
        return times(right, left)
    return times(left, right) if isinstance(right, int) else None


def product(*sizes: Size) -> Size:
    """The product of all: with at most one `auto`."""
    return reduce(multiply, sizes, cast("Size", 1))


def known(left: Size, right: Size) -> Size:
    """Of two sizes that are the same one, what is known of it."""
    if isinstance(left, int) or right is None:
        return left
    return right if isinstance(right, int) or left is None else left


def differ(left: Size, right: Size) -> bool:
    """Whether two sizes are known to be different."""
    return isinstance(left, int) and isinstance(right, int) and left != right


def unlike(left: Size, right: Size) -> bool:
    """Whether Keras sees two different sizes, of which None is one by itself; an `auto` may be any."""
    return not isinstance(left, Unknown) and not isinstance(right, Unknown) and left != right


def _stepped(size: Size, operation: Operation, number: int) -> Size:
    match size:
        case None:
            return None
        case Unknown(steps=(*before, (Operation.PLUS, added))) if operation is Operation.PLUS:
            return plus(replace(size, steps=tuple(before)), added + number)
        case Unknown(steps=steps):
            return replace(size, steps=(*steps, (operation, number)))
    return Unknown(auto=Auto(number=0, what=""), steps=((operation, number),)).at(size)
