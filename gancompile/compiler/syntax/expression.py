"""Expressions: numbers, names, calls and arithmetic, each with its position."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gancompile.compiler.diagnostics import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLiteral:
    value: int | float
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`f(a, b)`, and `E[a]` as the call of E in brackets."""

    function: str
    arguments: tuple[Expression, ...]
    brackets: bool = False
    span: Span = field(default=NOWHERE, compare=False)


BinaryOperator: TypeAlias = Literal["+", "-", "*", "/", "**", "//", "%"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryOperation:
    operator: BinaryOperator
    left: Expression
    right: Expression
    span: Span = field(default=NOWHERE, compare=False)


ComparisonOperator: TypeAlias = Literal["<", "<=", ">", ">=", "=="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    operator: ComparisonOperator
    left: Expression
    right: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    of: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`of.name`: a named output of a network, or a number of the data such as `data.image.height`."""

    of: Expression
    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """`begin:end` in brackets, as in Python: the end is left out, and a bound that is not given is that of the axis."""

    begin: Expression | None = None
    end: Expression | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """`...` in brackets: all the axes that the other positions leave."""

    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscript:
    """`of[0]`, `of[1:3]`, `of[..., 0:3]`: a position or a range of each axis."""

    of: Expression
    positions: tuple[Position, ...]
    span: Span = field(default=NOWHERE, compare=False)


Expression: TypeAlias = NumberLiteral | Name | Call | BinaryOperation | Comparison | Negation | Field | Subscript
Position: TypeAlias = Expression | Slice | Rest
