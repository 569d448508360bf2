"""The steps of a pipeline in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.entry_folder import member
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor
from gancompile.catalogue.steps.row import STEPS, StepRow, step_rows
from gancompile.catalogue.steps.step import Ends, Step, StepInput

Written = Mapping[str, Any]
"""A step as a spec has it: one key and its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps, applied one after the other to a batch: to all images or, without any, to the example.

    ranges: of the fields, before the first step. example: a field. rounded: whether bytes that are resized stay bytes; not
    where `range` makes them real anyway, for the 17 greys of the digits would show.
    """

    steps: Sequence[Step]
    ranges: Ranges
    example: str
    rounded: bool = True
    seed: int = 0

    def __call__(self, batch: Batch, positions: Tensor | None = None) -> Batch:
        """The batch after the steps. positions: [n] int64 in the endless sequence, where a step is random."""
        batch, ranges = dict(batch), dict(self.ranges)
        for step in self.steps:
            for name in [name for name, values in batch.items() if len(values.shape) == 4] or [self.example]:
                before = ranges.get(name)
                given = StepInput(range=before, rounded=self.rounded, positions=positions, seed=self.seed)
                batch[name] = step(batch[name], given)
                if before is not None:
                    ranges[name] = step.range_after(before)
        return batch


def make_steps(written: Sequence[Written]) -> list[Step]:
    """The steps of a spec. Random ones are numbered in order, so that their draws are independent."""
    made: list[Step] = []
    draws = 0
    for one in written:
        ((kind, value),) = one.items()
        row = step_rows()[kind]
        more = {"draw": draws} if row.random else {}
        made.append(member(STEPS, kind, "apply", row.applied_by)(value, **more))
        draws += row.random
    return made


def split_at_random(written: Sequence[Written]) -> tuple[list[Written], list[Written]]:
    """The steps before the first random one, and the rest."""
    first = next((i for i, one in enumerate(written) if row_of(one).random), len(written))
    return list(written[:first]), list(written[first:])


def before_rescaling(written: Sequence[Written]) -> list[Written]:
    """The steps that leave bytes bytes."""
    return list(written[: next((i for i, one in enumerate(written) if row_of(one).rescales), len(written))])


def while_decoding(written: Sequence[Written]) -> list[Written]:
    """The first steps, done to each image alone: all that are the same every time, up to `range`.

    It would make four bytes of one. Where images get their one size only after a `range`, that far.
    """
    early, _ = split_at_random(written)
    sizing = [i for i, step in enumerate(early) if row_of(step).sets_size]
    return early[: max(len(before_rescaling(early)), sizing[-1] + 1 if sizing else 0)]


def is_rescaled(written: Sequence[Written]) -> bool:
    """Whether a step maps the values to another range."""
    return any(row_of(one).rescales for one in written)


def range_after(written: Sequence[Written], before: Ends) -> Ends:
    """The range of a field after the steps."""
    for step in make_steps(written):
        before = step.range_after(before)
    return before


def row_of(written: Written) -> StepRow:
    """The row of the catalogue of a step."""
    (kind,) = written
    return step_rows()[kind]
