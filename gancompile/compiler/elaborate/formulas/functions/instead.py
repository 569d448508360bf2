"""A value with another in the place of what it is computed from."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.broadcasting import unfit
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Value, replaced, shape_of, walk
from gancompile.compiler.syntax.expression import Call


def instead(node: Call, reader: Reader) -> Value:
    """`instead(v, old, new)`. Raises FormulaError."""
    of, old, new = (reader.read(argument) for argument in node.arguments)
    if old not in set(walk(of)):
        raise FormulaError("GC0411", node.arguments[1].span, "the first argument is not computed from this")
    if shape_of(old) != shape_of(new):
        raise unfit("`instead`", node.span, shape_of(old), shape_of(new))
    return replaced(of, old, new)
