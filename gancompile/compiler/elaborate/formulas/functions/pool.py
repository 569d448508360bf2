"""A history of examples."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Number, Pool, Value, shape_of
from gancompile.compiler.syntax.expression import Call

LARGEST_POOL = 100_000


def pool(node: Call, reader: Reader) -> Value:
    """`pool(v, size)`. Raises FormulaError."""
    of, size = reader.real(node.arguments[0]), reader.read(node.arguments[1])
    shape = shape_of(of)
    if shape is None or None in shape:
        message = "`pool` keeps examples of one known shape, and this has none"
        raise FormulaError("GC0411", node.arguments[0].span, message)
    if not isinstance(size, Number) or not isinstance(size.value, int) or not 1 <= size.value <= LARGEST_POOL:
        received = f", not {size.value:g}" if isinstance(size, Number) else ""
        message = f"a pool keeps a whole number of examples, from 1 to {LARGEST_POOL:,}{received}"
        raise FormulaError("GC0411", node.arguments[1].span, message, help="pool(v, 50)")
    return Pool(of=of, size=size.value, span=node.span)
