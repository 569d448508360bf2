"""How often evaluations are due, in rounds."""

from __future__ import annotations

import math
from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.batches import images_of
from gancompile.compiler.ir.curve import Unit
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.program import Program, Programs


def evaluation_durations(programs: Programs, report: Report) -> Programs:
    """rounds = ceil(images / batch), by the largest batch of a stage's phases: evaluations come at least as far apart as asked for."""
    del report
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    evaluation = program.evaluation
    if evaluation is None or evaluation.every is None:
        return program
    return replace(program, evaluation=replace(evaluation, every_rounds=_rounds(evaluation, program)))


def _rounds(evaluation: Evaluation, program: Program) -> int | None:
    if evaluation.every is None:
        return None
    images = evaluation.every.number
    match evaluation.every.unit:
        case Unit.ROUNDS:
            return max(1, int(images))
        case Unit.EPOCHS:
            images *= program.data.facts.count or 1
        case Unit.IMAGES:
            pass
    return max(1, math.ceil(images / max(images_of(phase, program.data) for phase in program.phases)))
