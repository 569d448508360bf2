"""The parts of an expression, and an expression with parts replaced by others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from typing_extensions import assert_never

from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    Call,
    Comparison,
    Expression,
    Field,
    Name,
    Negation,
    NumberLiteral,
    Position,
    Rest,
    Slice,
    Subscript,
)


def substitute(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with every part for which `change` has an answer replaced by it; answers are not looked into."""
    changed = change(node)
    if changed is not None:
        return changed
    match node:
        case Call(arguments=arguments):
            return replace(node, arguments=tuple(substitute(argument, change) for argument in arguments))
        case BinaryOperation(left=left, right=right) | Comparison(left=left, right=right):
            return replace(node, left=substitute(left, change), right=substitute(right, change))
        case Negation(of=of) | Field(of=of):
            return replace(node, of=substitute(of, change))
        case Subscript(of=of, positions=positions):
            made = tuple(_substitute_position(position, change) for position in positions)
            return replace(node, of=substitute(of, change), positions=made)
        case NumberLiteral() | Name():
            return node
        case _:
            assert_never(node)


def _substitute_position(position: Position, change: Callable[[Expression], Expression | None]) -> Position:
    match position:
        case Rest():
            return position
        case Slice(begin=begin, end=end):
            bounds = [substitute(bound, change) if bound is not None else None for bound in (begin, end)]
            return replace(position, begin=bounds[0], end=bounds[1])
        case _:
            return substitute(position, change)


def parts(node: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of, outer ones first."""
    yield node
    match node:
        case Call(arguments=arguments):
            inner: tuple[Expression, ...] = arguments
        case BinaryOperation(left=left, right=right) | Comparison(left=left, right=right):
            inner = (left, right)
        case Negation(of=of) | Field(of=of):
            inner = (of,)
        case Subscript(of=of, positions=positions):
            inner = (of, *(bound for position in positions for bound in _bounds(position)))
        case NumberLiteral() | Name():
            inner = ()
        case _:
            assert_never(node)
    for one in inner:
        yield from parts(one)


def _bounds(position: Position) -> tuple[Expression, ...]:
    match position:
        case Rest():
            return ()
        case Slice(begin=begin, end=end):
            return tuple(bound for bound in (begin, end) if bound is not None)
        case _:
            return (position,)


def calls(node: Expression) -> list[Call]:
    """Every call in an expression, outer ones first."""
    return [part for part in parts(node) if isinstance(part, Call)]


def names_of(node: Expression) -> list[Name]:
    """Every name in an expression, but for what is called."""
    return [part for part in parts(node) if isinstance(part, Name)]
