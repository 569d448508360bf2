"""The verifier: what holds of the IR after every step. It runs after each pass in the tests, and where GANCOMPILE_VERIFY=1."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.curve import Curve, Phased, Pieces, Ramp
from gancompile.compiler.ir.numbers import map_numbers
from gancompile.compiler.ir.printer import print_programs
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.ir.verify.game import broken_game
from gancompile.compiler.ir.verify.networks import broken_networks

UNTIMED = frozenset({"assemble_programs", "phase_durations"})
"""The steps after which numbers may still wait for the rounds of their phases."""
UNCOUNTED = UNTIMED | {"phase_settings"}
"""The steps after which curves may still have no length in rounds."""


def verify(programs: Programs, step: str) -> None:
    """Raises InternalError with the step and the printed IR where a law is broken."""
    for program in programs.stages:
        broken = [*broken_networks(program), *broken_game(program), *_numbers(program, step)]
        if broken:
            raise InternalError(f"after {step}: {'; '.join(broken)}\n\n{print_programs(programs)}")


def _numbers(program: Program, step: str) -> Iterator[str]:
    """Which curves are left that a pass should have given rounds."""
    curves: list[Curve] = []

    def note(number: object) -> object:
        if isinstance(number, Pieces):
            for _, one in number.points:
                note(one)
        elif isinstance(number, Curve):
            curves.append(number)
        return number

    map_numbers(program, note)
    if step not in UNTIMED and any(isinstance(curve, Phased) for curve in curves):
        yield "a number that phases set has no rounds"
    if step not in UNCOUNTED and any(isinstance(curve, Ramp) and not curve.over_rounds for curve in curves):
        yield "a curve has no length in rounds"
