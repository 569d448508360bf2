"""`sum(d(x) for d in [a, b])`: one formula for several networks or values, written out as the sum that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Expression, Name, NumberLiteral
from gancompile.compiler.syntax.substitute import substitute

FUNCTIONS = ("sum", "mean")
"""Those that take `for`: the terms are added, and `mean` divides by their number."""


class NotCalled(Exception):
    """A variable is called whose value is no name. span: of the call."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


def written_out(
    function: str, element: Expression, rounds: Sequence[Mapping[str, Expression]], span: Span
) -> Expression:
    """The sum of the element for each round, or its mean. rounds: the values of the variables, by name.

    Raises NotCalled where a variable stands for a network, and its value is none.
    """
    terms = [substitute(element, lambda node, values=values: _value(node, values)) for values in rounds]  # type: ignore[misc]
    total = reduce(lambda left, right: BinaryOperation(operator="+", left=left, right=right, span=span), terms)
    if function == "mean":
        return BinaryOperation(operator="/", left=total, right=NumberLiteral(value=len(terms), span=span), span=span)
    return total


def _value(node: Expression, values: Mapping[str, Expression]) -> Expression | None:
    """The value of a variable; a call of one is the call of the network that it stands for."""
    match node:
        case Name(name=name) if name in values:
            return values[name]
        case Call(function=function, arguments=arguments) if function in values:
            network = values[function]
            if not isinstance(network, Name):
                raise NotCalled(node.span)
            made = tuple(substitute(one, lambda inner: _value(inner, values)) for one in arguments)
            return replace(node, function=network.name, arguments=made)
    return None
