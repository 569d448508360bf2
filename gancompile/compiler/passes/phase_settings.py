"""Numbers that phases set, as curves over the rounds of the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.curve import Curve, Held, Phased, Pieces, Ramp, Steps
from gancompile.compiler.ir.numbers import map_numbers
from gancompile.compiler.ir.program import Program, Programs

Number = TypeVar("Number")


def phase_settings(programs: Programs, report: Report) -> Programs:
    """A number of the game in each phase that sets it, and the game's own number in all others: a piecewise curve."""
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    phases = program.all_phases
    begins = [sum(phase.rounds for phase in phases[:index]) for index in range(len(phases) + 1)]

    def pieces(number: Number) -> Number | Curve:
        return _pieces(number, begins) if isinstance(number, Phased) else number

    return map_numbers(program, pieces)


def _pieces(phased: Phased, begins: Sequence[int]) -> Pieces:
    base = _real(phased.base)
    points: dict[int, float | Curve] = {0: base}
    for index, value in sorted(phased.settings, key=lambda one: one[0]):
        points[begins[index]] = _in_phase(value, index, begins[index])
        if begins[index + 1] < begins[-1]:
            points.setdefault(begins[index + 1], base)
    return Pieces(points=tuple(sorted(points.items(), key=lambda point: point[0])))


def _in_phase(value: float | Curve, index: int, begin: int) -> float | Curve:
    """The curve that a phase sets, counted from its beginning; a ramp without a length goes over the phase."""
    match value:
        case Ramp():
            return replace(value, phase=index)
        case Steps():
            return replace(value, since_round=value.since_round + begin)
        case int() | float():
            return float(value)
        case Pieces() | Held() | Phased():
            return value
        case _:
            assert_never(value)


def _real(value: float | Curve) -> float | Curve:
    return value if isinstance(value, Curve) else float(value)
