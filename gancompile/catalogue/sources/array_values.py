"""The values of stored arrays: their range, and whether all of them are numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, is_label

LARGEST = 128 * 2**20
"""Larger arrays are not read by the checker, so that their range is not known before training; in bytes of memory."""
MOST_CLASSES = 100_000
MOST_DISTINCT = 10_000
REAL_BYTES = 4


def with_values(
    facts: SourceFacts, read: Callable[[str], NDArray[Any]], *, whole: bool = False
) -> SourceFacts | SourceProblem:
    """The facts with the ranges of all fields that are not too large to be read. read: the array of a field. whole: read all of them."""
    fields = {}
    for name, field in facts.fields.items():
        known = field.low is not None
        size = math.prod(int(axis or 1) for axis in field.shape) * (facts.count or 1) * REAL_BYTES
        if known or (size > LARGEST and not whole):
            fields[name] = field
            continue
        measured = _measured(name, field, read(name))
        if isinstance(measured, SourceProblem):
            return measured
        fields[name] = measured
    return replace(facts, fields=fields)


def _measured(name: str, field: FieldFacts, array: NDArray[Any]) -> FieldFacts | SourceProblem:
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        broken = ~np.isfinite(array.reshape(len(array), -1)).all(axis=1)
        what = "NaN" if np.isnan(array).any() else "infinity"
        first = f"the first of them is number {broken.argmax():,}"
        message = f"field `{name}` holds {what} in {broken.sum():,} of {len(array):,} examples; {first}"
        return SourceProblem(
            position=ArgumentPosition("file"), message=message, help="leave those examples out, or put numbers there"
        )
    low, high = array.min().item(), array.max().item()
    if not is_label(field):
        return replace(field, low=float(low), high=float(high))
    distinct = np.unique(array)
    return replace(
        field,
        low=int(low),
        high=int(high),
        classes=int(high) + 1 if low >= 0 and high < MOST_CLASSES else None,
        values=tuple(map(int, distinct)) if len(distinct) <= MOST_DISTINCT else None,
    )
