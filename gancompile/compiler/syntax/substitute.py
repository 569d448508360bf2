"""Parts of an expression replaced by others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gancompile.compiler.syntax.expression import BinaryOperation, Call, Expression, Field, Negation


def substitute(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with every part for which `change` has an answer replaced by it; answers are not looked into."""
    changed = change(node)
    if changed is not None:
        return changed
    match node:
        case Call(arguments=arguments):
            return replace(node, arguments=tuple(substitute(argument, change) for argument in arguments))
        case BinaryOperation(left=left, right=right):
            return replace(node, left=substitute(left, change), right=substitute(right, change))
        case Negation(of=of) | Field(of=of):
            return replace(node, of=substitute(of, change))
    return node


def calls(node: Expression) -> list[Call]:
    """Every call in an expression, outer ones first."""
    match node:
        case Call(arguments=arguments):
            return [node, *(call for argument in arguments for call in calls(argument))]
        case BinaryOperation(left=left, right=right):
            return [*calls(left), *calls(right)]
        case Negation(of=of) | Field(of=of):
            return calls(of)
    return []
