"""Expressions back into text, with the brackets that they need and no others."""

from __future__ import annotations

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

PRECEDENCE = {"+": 2, "-": 2, "*": 3, "/": 3, "//": 3, "%": 3, "**": 5}
COMPARISON, NEGATION, ATOM = 1, 4, 6


def print_expression(node: Expression) -> str:
    """The text of an expression; reading it gives an equal one."""
    return _print(node, 0)


def _print(node: Expression, outer: int) -> str:
    match node:
        case NumberLiteral(value=value):
            return repr(value)
        case Name(name=name):
            return name
        case Call(function=function, arguments=arguments, brackets=brackets):
            inner = ", ".join(_print(argument, 0) for argument in arguments)
            return f"{function}[{inner}]" if brackets else f"{function}({inner})"
        case Field(of=of, name=name):
            return f"{_print(of, ATOM)}.{name}"
        case Subscript(of=of, positions=positions):
            return f"{_print(of, ATOM)}[{', '.join(map(_print_position, positions))}]"
        case Negation(of=of):
            text, own = f"-{_print(of, NEGATION)}", NEGATION
        case Comparison(operator=operator, left=left, right=right):
            own = COMPARISON
            text = f"{_print(left, own + 1)} {operator} {_print(right, own + 1)}"
        case BinaryOperation(operator=operator, left=left, right=right):
            own = PRECEDENCE[operator]
            # A power binds to the right, every other operator to the left.
            sides = (own + 1, own) if operator == "**" else (own, own + 1)
            text = f"{_print(left, sides[0])} {operator} {_print(right, sides[1])}"
        case _:
            assert_never(node)
    return f"({text})" if own < outer else text


def _print_position(position: Position) -> str:
    match position:
        case Rest():
            return "..."
        case Slice(begin=begin, end=end):
            return ":".join(_print(bound, 0) if bound is not None else "" for bound in (begin, end))
        case _:
            return _print(position, 0)
