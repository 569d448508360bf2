"""The number of places of an example."""

from __future__ import annotations

import math

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Number, Value, shape_of
from gancompile.compiler.syntax.expression import Call


def pixels(node: Call, reader: Reader) -> Value:
    """`pixels(v)`. Raises FormulaError."""
    shape = shape_of(reader.real(node.arguments[0])) or ()
    sizes = [size for size in shape[:-1] if size is not None]
    if len(sizes) < len(shape) - 1:
        raise FormulaError("GC0411", node.arguments[0].span, "the size of this is not known")
    return Number(value=math.prod(sizes), written=" * ".join(map(str, sizes)), span=node.span)
