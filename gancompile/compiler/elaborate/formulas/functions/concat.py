"""Values side by side."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.broadcasting import unfit
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Concatenation, Value, shape_of
from gancompile.compiler.syntax.expression import Call


def concat(node: Call, reader: Reader) -> Value:
    """`concat(a, b, ...)`. Raises FormulaError."""
    values = [reader.real(argument) for argument in node.arguments]
    shapes = [shape_of(value) for value in values]
    first = shapes[0]
    for shape in shapes:
        if not shape or not first or shape[:-1] != first[:-1]:
            raise unfit("`concat`", node.span, first, shape)
    return Concatenation(of=tuple(values), span=node.span)
