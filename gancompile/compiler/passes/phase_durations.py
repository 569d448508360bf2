"""The lengths of phases in rounds."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.batches import images_of, rounds_of
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
    return replace(phase, rounds=rounds_of(phase.length, images_of(phase, program.data), program.data))
