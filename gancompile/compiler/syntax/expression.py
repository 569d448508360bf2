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


Expression: TypeAlias = NumberLiteral | Name | Call | BinaryOperation | Negation | Field
