"""The lengths of curves in rounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.batches import images_of
from gancompile.compiler.ir.curve import Curve, Duration, Held, Phased, Pieces, Ramp, Steps, Unit
from gancompile.compiler.ir.numbers import map_numbers
from gancompile.compiler.ir.program import Program, Programs


def curve_durations(programs: Programs, report: Report) -> Programs:
    """Every curve in rounds. One without a length goes over its phase, or over the whole schedule; a length that cannot be
    counted is reported."""
    return replace(programs, stages=tuple(_stage(program, report) for program in programs.stages))


def _stage(program: Program, report: Report) -> Program:
    return map_numbers(program, _Counter(program=program, report=report).number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    program: Program
    report: Report

    def number(self, value: Any) -> Any:
        """A number with its curve in rounds; one that is no curve as it is."""
        return self._curve(value) if isinstance(value, Curve) else value

    def _curve(self, curve: Curve) -> Curve:
        match curve:
            case Pieces(points=points):
                return Pieces(points=tuple((at, self.number(one)) for at, one in points))
            case Ramp():
                return self._ramp(curve)
            case Steps() | Held() | Phased():
                return curve
            case _:
                assert_never(curve)

    def _ramp(self, ramp: Ramp) -> Ramp:
        phases = self.program.all_phases
        if ramp.over_rounds:
            return ramp
        if ramp.phase is not None and ramp.phase >= len(phases):
            said = f"there is no phase {ramp.phase + 1}: the schedule has {len(phases)}"
            self.report.add("GC0602", ramp.span, said, help="`during` is the number of a phase, from 1")
            return ramp
        begin = sum(phase.rounds for phase in phases[: ramp.phase or 0])
        during = phases if ramp.phase is None else phases[ramp.phase : ramp.phase + 1]
        rounds = sum(phase.rounds for phase in during)
        if ramp.over is not None:
            rounds = self._rounds(ramp.over, ramp.phase or 0)
        return replace(ramp, over_rounds=rounds, since_round=ramp.since_round + begin)

    def _rounds(self, duration: Duration, first: int) -> int:
        """In how many rounds from the beginning of a phase a duration is over. first: the index of the phase."""
        program, images = self.program, duration.number
        if duration.unit is Unit.ROUNDS:
            return max(1, int(duration.number))
        if duration.unit is Unit.EPOCHS:
            if program.data.facts.count is None:
                said = "the data is endless, so there are no epochs"
                self.report.add("GC0602", duration.span, said, help="count `over` (rounds) or `images`")
                return 1
            images *= program.data.facts.count
        phases, passed = program.all_phases[first:], 0
        for phase in phases[:-1]:
            each = images_of(phase, program.data)
            if images <= each * phase.rounds:
                return max(1, passed + math.ceil(images / each))
            images -= each * phase.rounds
            passed += phase.rounds
        return max(1, passed + math.ceil(images / images_of(phases[-1], program.data)))
