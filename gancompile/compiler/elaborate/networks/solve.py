"""`auto`: sizes that the rest of a spec decides, found from what must be equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import NOWHERE, Diagnostic, Mark, Report, Span
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.shapes.size import Auto, Operation, Size, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """The product of some sizes is that of others. what: in words. causes: where the right side is said.

    image: whether the right side is one of an image, which a step of the data can change.
    """

    left: tuple[Size, ...]
    right: tuple[Size, ...]
    what: str
    span: Span = field(default=NOWHERE, compare=False)
    causes: tuple[Mark, ...] = ()
    image: bool = False


def solve(
    equations: Iterable[Equation], autos: Iterable[Auto], undecided: list[Diagnostic], report: Report
) -> dict[int, int] | None:
    """Values of all `auto`s, by number; None where one has none, which is reported with the arithmetic.

    undecided: takes the diagnostics of those that nothing decides; they may follow from another mistake of the spec.
    """
    found: dict[int, int] = {}
    waiting = list(equations)
    moved = True
    while moved:
        moved = False
        for equation in list(waiting):
            step = _step(equation, found)
            if step is None:
                continue
            unknown, factor, known = step
            waiting.remove(equation)
            value = _value(unknown, factor, known)
            if value is None:
                _report_none(equation, unknown, factor, known, report)
                return None
            found[unknown.auto.number] = value
            moved = True
    left = [auto for auto in autos if auto.number not in found]
    if left:
        # The others follow from the sizes of a reshape, where there is one.
        first = next((auto for auto in left if auto.what == "target_shape"), left[0])
        marks = tuple(Mark(span=auto.span, label="and this") for auto in left if auto is not first)
        message = f"nothing in this spec decides the `auto` of `{first.what}`"
        help = "write the size, or let a `reshape`, the data or what the network plays against fix it"
        undecided.append(Diagnostic(code="GC0421", span=first.span, message=message, marks=marks, help=help))
    return None if left else found


def _step(equation: Equation, found: Mapping[int, int]) -> tuple[Unknown, int, int] | None:
    """An equation that has one unknown: the unknown, what stands beside it, and what it all must come to."""
    sides = _known(equation.left, found), _known(equation.right, found)
    if sides[0] is None or sides[1] is None:
        return None
    (left, left_unknown), (right, right_unknown) = sides[0], sides[1]
    unknown = [*left_unknown, *right_unknown]
    if len(unknown) != 1:
        return None
    beside, whole = (left, right) if left_unknown else (right, left)
    return unknown[0], beside, whole


def _known(side: tuple[Size, ...], found: Mapping[int, int]) -> tuple[int, list[Unknown]] | None:
    """The product of what is known of a side, and what is not; None where a size can never be known."""
    product, unknown = 1, []
    for size in side:
        match size:
            case None:
                return None
            case Unknown(auto=auto):
                if auto.number in found:
                    product *= size.at(found[auto.number])
                else:
                    unknown.append(size)
            case _:
                product *= size
    return product, unknown


def _value(unknown: Unknown, factor: int, whole: int) -> int | None:
    if factor == 0 or whole % factor:
        return None
    values = unknown.solutions(whole // factor)
    if not values:
        return None
    # A strided convolution rounds up: the input that it divides is meant. One without padding rounds down: so is the one it fits.
    rounds_up = any(operation is Operation.CEIL_DIVIDE for operation, _ in unknown.steps)
    return values[-1] if rounds_up else values[0]


def _report_none(equation: Equation, unknown: Unknown, factor: int, whole: int, report: Report) -> None:
    marks = equation.causes
    if whole % factor if factor else True:
        message = f"{equation.what}: no whole `{unknown.auto.what}` makes {factor} * size = {whole}"
        report.add("GC0420", unknown.auto.span, message, label="this cannot be solved", marks=marks)
        return
    target = whole // factor
    near = [str(size) for size in unknown.reachable(target)]
    way = "; `resize` under `data` gives images such a side" if equation.image else ""
    message = f"{equation.what}: {unknown.arithmetic()} = {target} has no whole solution"
    report.add(
        "GC0420", unknown.auto.span, message, label="`size` is what is asked for here", marks=marks,
        help=f"the nearest sizes that it makes are {' and '.join(near)}{way}" if near else None,
    )  # fmt: skip


def output_equations(
    shape: tuple[Size, ...], wanted: tuple[int | None, ...], network: str, span: Span, causes: tuple[Mark, ...]
) -> list[Equation] | None:
    """The equations that make a network's output what the game wants of it; None where it has another number of axes."""
    if len(shape) != len(wanted):
        return None
    what = f"`{network}` must give {print_shape(wanted)}"
    return [
        Equation(left=(have,), right=(want,), what=what, span=span, causes=causes, image=len(wanted) == 3)
        for have, want in zip(shape, wanted, strict=True)
        if want is not None
    ]
