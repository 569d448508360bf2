"""Windows of examples."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Crop, Draw, Number, Value, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax.expression import Call


def crop(node: Call, reader: Reader) -> Value:
    """A window of images or sequences, at a place that other values may share."""
    of, at, size = reader.real(node.arguments[0]), reader.real(node.arguments[1]), reader.read(node.arguments[2])
    shape = shape_of(of)
    if shape is None or len(shape) < 2 or None in shape[:-1]:
        found = "a single number" if shape is None else print_shape(shape)
        message = (
            f"`crop` takes a window of values with known sizes, such as [height, width, channels], but this is {found}"
        )
        raise FormulaError("GC0411", node.arguments[0].span, message)
    axes, least = len(shape) - 1, min(one for one in shape[:-1] if one is not None)
    if shape_of(at) != (axes,):
        found_at = shape_of(at)
        message = f"a place in {print_shape(shape)} is [{axes}], a number from 0 to 1 for each axis"
        help = f"draw it, and give it to all that are cropped at one place: `place: {{uniform: [{axes}], low: 0}}`"
        received = "a single number" if found_at is None else print_shape(found_at)
        raise FormulaError("GC0411", node.arguments[1].span, f"{message}, but this is {received}", help=help)
    if isinstance(at, Draw) and at.distribution == "uniform":
        ends = {"low": -1.0, "high": 1.0, **dict(at.settings)}
        if ends["low"] < 0 or ends["high"] > 1:
            message = f"`{at.name}` is drawn from {ends['low']:g} to {ends['high']:g}, but a place is from 0 to 1 on each axis"
            help = f"draw it from there: `{at.name}: {{uniform: [{axes}], low: 0}}`"
            raise FormulaError("GC0411", node.arguments[1].span, message, help=help)
    if not isinstance(size, Number) or not isinstance(size.value, int) or not 1 <= size.value <= least:
        message = (
            f"the side of a window of {print_shape(shape)} is a whole number of pixels or steps, from 1 to {least}"
        )
        raise FormulaError("GC0411", node.arguments[2].span, message, help=f"crop(v, place, {max(least // 2, 1)})")
    return Crop(of=of, at=at, size=size.value, span=node.span)
