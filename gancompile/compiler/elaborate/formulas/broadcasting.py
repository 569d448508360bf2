"""Values of different shapes side by side in arithmetic."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.ir.network import Shape
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import Broadcast, Reduction, Value, shape_of
from gancompile.compiler.shapes import print_shape


def together(values: list[Value], what: str, span: Span) -> list[Value]:
    """Values for element-wise work: of one shape, single numbers, or one number per example, which goes over all axes of the others.

    One number per example is () whether or not it has an axis. An axis of size 1 goes over that of another value. Raises FormulaError.
    """
    shapes = [shape for value in values if (shape := shape_of(value)) is not None]
    if {(), (1,)} <= set(shapes):
        values = [Reduction(how=ReductionKind.SUM, of=v, span=v.span) if shape_of(v) == (1,) else v for v in values]
        shapes = [() if shape == (1,) else shape for shape in shapes]
    widest = max(shapes, key=len, default=())
    for shape in shapes:
        if not _goes_over(shape, widest):
            raise unfit(what, span, shapes[0], next(one for one in shapes if one != shapes[0]))
    return [_over(value, len(widest)) for value in values]


def unfit(what: str, span: Span, left: Shape | None, right: Shape | None) -> FormulaError:
    """The mistake of two shapes that do not go together. what: joins them."""
    sides = ["a single number" if s is None else print_shape(s) if s else "one number" for s in (left, right)]
    return FormulaError(
        "GC0411",
        span,
        f"{what} joins {sides[0]} with {sides[1]} per example",
        help="`mean(...)` or `sum(...)` of one of them is one number per example, which goes with any shape",
    )


def _goes_over(shape: Shape, widest: Shape) -> bool:
    """Whether a value goes with one of the widest shape: one number per example, or the same sizes but for those that are 1."""
    if shape in {(), (1,)}:
        return True
    return len(shape) == len(widest) and all(a == b or 1 in {a, b} for a, b in zip(shape, widest, strict=True))


def _over(value: Value, rank: int) -> Value:
    """A value with as many axes as the widest one."""
    shape = shape_of(value)
    missing = rank - len(shape) if shape is not None else 0
    return Broadcast(of=value, axes=missing, span=value.span) if missing else value
