"""Examples side by side."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Number, Pack, Value, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax.expression import Call


def pack(node: Call, reader: Reader) -> Value:
    """`pack(v, number)`. Raises FormulaError."""
    of = reader.real(node.arguments[0])
    shape, number = shape_of(of), reader.read(node.arguments[1])
    if not shape or None in shape:
        found = print_shape(shape) if shape else "a single number"
        message = f"`pack` takes examples of known sizes, but this has {found} for each"
        raise FormulaError("GC0411", node.arguments[0].span, message)
    if not isinstance(number, Number) or not isinstance(number.value, int) or number.value < 2:
        message = "`pack` takes a whole number of examples, 2 or more"
        raise FormulaError("GC0411", node.arguments[1].span, message, help="pack(v, 10)")
    return Pack(of=of, number=number.value, span=node.span)
