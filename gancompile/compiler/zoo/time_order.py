"""Whether the lines of a table are the steps of a time series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from gancompile.catalogue.sources.delimited_file import read_delimited
from gancompile.catalogue.sources.number_form import marks_of, parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.catalogue.sources.table.date_form import AmbiguousForm, find_form, parse_date
from gancompile.catalogue.sources.table.missing import is_missing

ENOUGH = 24
"""Steps, from which on there are windows to learn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOrder:
    """column: whose dates or times the lines follow. is_series: whether they are the steps of one series of numbers, beyond doubt."""

    column: str
    is_series: bool


def time_order(path: Path) -> TimeOrder | None:
    """The order of a table by a column of dates or times; None where there is none, or where the file cannot be read.

    Lines that go back in time, that share a date, that have words beside the numbers, or that are few leave a doubt.
    """
    file = read_delimited(path)
    if isinstance(file, SourceProblem):
        return None
    cells = dict(zip(file.header, zip(*file.rows, strict=True), strict=True))
    found = next(((name, steps) for name in cells if (steps := _steps(cells[name]))), None)
    if found is None:
        return None
    column, steps = found
    marks = marks_of(cells, file.separator)
    others = [_is_numeric(cells[name], marks[name]) for name in cells if name != column]
    ascends = all(step > 0 for step in steps)
    return TimeOrder(column=column, is_series=ascends and len(others) > 1 and all(others) and len(steps) >= ENOUGH)


def _steps(cells: Sequence[str]) -> list[int] | None:
    """The days or seconds from each line to the next; None where the cells are no dates, or in no order."""
    form = find_form(cells)
    for one in form.forms if isinstance(form, AmbiguousForm) else [form] if form else []:
        dates = [parse_date(cell, one) for cell in cells]
        steps = [b - a for a, b in pairwise(dates) if a is not None and b is not None]
        if any(steps) and (min(steps) >= 0 or max(steps) <= 0):
            return steps
    return None


def _is_numeric(cells: Sequence[str], mark: str) -> bool:
    return all(is_missing(cell) or parse_number(cell, mark) is not None for cell in cells)
