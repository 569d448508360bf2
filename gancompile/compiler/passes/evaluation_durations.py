"""How often evaluations are due, in rounds."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.batches import images_of, rounds_of
from gancompile.compiler.ir.program import Program, Programs


def evaluation_durations(programs: Programs, report: Report) -> Programs:
    """rounds = ceil(images / batch), by the largest batch of a stage's phases: evaluations come at least as far apart as asked for."""
    del report
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    evaluation = program.evaluation
    if evaluation is None or evaluation.every is None:
        return program
    batch = max(images_of(phase, program.data) for phase in program.phases)
    every = max(1, rounds_of(evaluation.every, batch, program.data))
    return replace(program, evaluation=replace(evaluation, every_rounds=every))
