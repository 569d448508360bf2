"""The data pipeline of an ejected file: the sources that it draws from, and the steps of each batch."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gancompile.catalogue.sources import source_rows
from gancompile.catalogue.sources.row import SOURCES
from gancompile.catalogue.steps import StepRow, step_rows
from gancompile.catalogue.steps.row import STEPS
from gancompile.compiler.eject.layout import Nest, call, listed
from gancompile.compiler.emit.text import literal
from gancompile.compiler.ir.program import DataSet, Program


def is_drawn(one: DataSet) -> bool:
    """Whether the examples of a set are generated, so that the file needs no data for it."""
    return source_rows()[one.source].drawn_by is not None


def pipeline_names() -> dict[str, list[str]]:
    """The names that a pipeline may use, by module."""
    sources = {f"{SOURCES}.{row.key}.load": [row.drawn_by] for row in source_rows().values() if row.drawn_by}
    steps = {f"{STEPS}.{row.key}.apply": [row.applied_by] for row in step_rows().values()}
    pipeline = {"gancompile.runtime.data.labelled": ["PartlyLabelled"], "gancompile.runtime.data.steps": ["Steps"]}
    return {**pipeline, **sources, **steps}


def source_call(one: DataSet, program: Program) -> Nest:
    """The source of a set that is drawn anew."""
    drawn = _drawn(one)
    if one.labelled is None:
        return drawn
    return call("PartlyLabelled", of=drawn, share=literal(float(one.labelled)), seed=literal(_own_seed(one, program)))


def late_steps(one: DataSet) -> Nest | None:
    """The steps of each batch: all where examples are drawn, else those from the first random one on.

    Without those that rescale, which are done to the examples of a file before: that gives the same numbers as long as images are
    only cut and mirrored.
    """
    drawn, steps = is_drawn(one), list(one.steps)
    if not drawn:
        first = next((i for i, step in enumerate(steps) if _row(step).random), len(steps))
        steps = [step for step in steps[first:] if not _row(step).rescales]
    if not steps:
        return None
    return call(
        "lambda seed: Steps",
        steps=listed(list(_step_calls(steps))),
        ranges=f"{_drawn(one).flat}.ranges" if drawn else "{}",
        example=literal(next(iter(one.native.fields))),
        rounded=literal(not any(_row(step).rescales for step in one.steps)),
        seed="seed",
    )


def _drawn(one: DataSet) -> Nest:
    arguments = {name: literal(value) for name, value in one.arguments.items()}
    return call(source_rows()[one.source].drawn_by or "", **arguments)


def _step_calls(steps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The steps as calls of their classes; random ones are numbered in order, as in the runtime."""
    draws = 0
    for step in steps:
        (value,), row = step.values(), _row(step)
        yield f"{row.applied_by}({literal(value)}{f', draw={draws}' if row.random else ''})"
        draws += row.random


def _row(step: Mapping[str, Any]) -> StepRow:
    (kind,) = step
    return step_rows()[kind]


def _own_seed(one: DataSet, program: Program) -> int:
    """The seed of a set, as `gancompile.runtime.data.endless` has it."""
    return zlib.crc32(f"{one.name} {program.seed}".encode()) if one.name else program.seed
