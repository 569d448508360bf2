"""The lengths of phases in rounds."""

from __future__ import annotations

import math
from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.batches import images_of
from gancompile.compiler.ir.curve import Unit
from gancompile.compiler.ir.program import Phase, Program, Programs


def phase_durations(programs: Programs, report: Report) -> Programs:
    """rounds = ceil(images / batch), and an epoch is as many images as the data holds.

    Each stage gets the phases of the stages before and after it, since curves run over the whole schedule.
    """
    counted = [tuple(_counted(phase, program) for phase in program.phases) for program in programs.stages]
    stages = []
    for index, program in enumerate(programs.stages):
        before = tuple(phase for phases in counted[:index] for phase in phases)
        after = tuple(phase for phases in counted[index + 1 :] for phase in phases)
        stages.append(replace(program, phases=counted[index], before=before, after=after))
    return replace(programs, stages=tuple(stages))


def _counted(phase: Phase, program: Program) -> Phase:
    return replace(phase, rounds=_rounds(phase, program))


def _rounds(phase: Phase, program: Program) -> int:
    number = phase.length.number
    match phase.length.unit:
        case Unit.ROUNDS:
            return int(number)
        case Unit.IMAGES:
            images = number
        case Unit.EPOCHS:
            images = number * (program.data.facts.count or 0)
    return math.ceil(images / images_of(phase, program.data))
