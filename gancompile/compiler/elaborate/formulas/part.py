"""A part of each example, in Python's brackets: `z[0:10]`, `x[..., 0:3]`, `z[0]`."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.ir.value import Negate, Number, Part, Value, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax import Expression
from gancompile.compiler.syntax.expression import Position, Rest, Slice, Subscript

Read = Callable[[Expression], Value]
At = int | tuple[int, int] | None


def part_of(of: Value, node: Subscript, read: Read) -> Value:
    """The part that brackets take of a value. Bounds are known numbers within each axis: other than in Python, none is cut.

    read: the value of an expression between the brackets.
    """
    shape = shape_of(of)
    if shape is None:
        raise FormulaError("GC0411", node.span, "brackets take a part of each example, but this is a single number")
    given = node.positions
    rests = [index for index, one in enumerate(given) if isinstance(one, Rest)]
    left = len(shape) - len(given) + len(rests)
    if len(rests) > 1 or left < 0:
        message = f"{len(given)} positions do not fit {print_shape(shape)}" if left < 0 else "`...` stands here twice"
        help = f"the example has {len(shape)} {'axis' if len(shape) == 1 else 'axes'}; the batch is left out"
        raise FormulaError("GC0411", node.span, message, help=help)
    at = rests[0] if rests else len(given)
    whole: tuple[Position | None, ...] = (None,) * left
    each = (*given[:at], *whole, *given[at + len(rests) :])
    positions = tuple(_position(one, size, node.span, read) for one, size in zip(each, shape, strict=True))
    return of if all(one is None for one in positions) else Part(of=of, positions=positions, span=node.span)


def _position(node: Position | None, size: int | None, around: Span, read: Read) -> At:
    """What is taken of an axis. around: the brackets with what is before them."""
    match node:
        case None | Rest() | Slice(begin=None, end=None):
            return None
        case Slice():
            return _range(node, size, read)
        case _:
            index = _index(node, size, read)
            if size is not None and index >= size:
                message = f"an axis of {size} has no position {index}"
                raise FormulaError("GC0411", node.span, message, help=f"positions are 0 to {size - 1}")
            return index


def _range(node: Slice, size: int | None, read: Read) -> At:
    begin = _index(node.begin, size, read) if node.begin else 0
    end = _index(node.end, size, read) if node.end else size
    if end is None:
        raise FormulaError("GC0411", node.span, "the size of this axis is not known", help="write where the range ends")
    if begin >= end:
        raise FormulaError("GC0411", node.span, f"nothing lies between {begin} and {end}", help="the end is left out")
    if size is not None and end > size:
        message = f"an axis of {size} has no positions up to {end}"
        raise FormulaError("GC0411", node.span, message, help=f"it ends at {size}, which is left out")
    return None if (begin, end) == (0, size) else (begin, end)


def _index(node: Expression, size: int | None, read: Read) -> int:
    """A whole number between brackets, counted from the beginning of the axis; below 0 it is written from the end."""
    value = read(node)
    number = value.of if isinstance(value, Negate) else value
    if not isinstance(number, Number) or not float(number.value).is_integer():
        message = "a position is a whole number that is known before the training"
        raise FormulaError("GC0411", node.span, message, help="such as `z[0:10]`, or `z[-1]` for the last")
    index = int(number.value) * (-1 if isinstance(value, Negate) else 1)
    if index >= 0:
        return index
    if size is None:
        raise FormulaError("GC0411", node.span, "the size of this axis is not known", help="count from its beginning")
    if index < -size:
        raise FormulaError(
            "GC0411", node.span, f"an axis of {size} has no position {index}", help=f"the first is -{size}"
        )
    return index + size
