"""Labels as vectors."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Number, OneHot, Value, is_labels
from gancompile.compiler.syntax.expression import Call


def one_hot(node: Call, reader: Reader) -> Value:
    """`one_hot(labels, number)`. Raises FormulaError."""
    of, depth = reader.single(reader.read(node.arguments[0]), node.arguments[0].span), reader.read(node.arguments[1])
    if not is_labels(of) or not isinstance(depth, Number) or not isinstance(depth.value, int) or depth.value < 1:
        raise FormulaError(
            "GC0411", node.span, "`one_hot` takes labels and a whole number of places", help="one_hot(y, 10)"
        )
    return OneHot(of=of, depth=depth.value, span=node.span)
