"""The encoding of a column: which kind it is, and how its cells become numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.column import sorted_categories
from gancompile.catalogue.sources.number_form import decimals_of, is_code, parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.catalogue.sources.table.date_form import AmbiguousForm, find_form, nearest_form, parse_date
from gancompile.catalogue.sources.table.missing import is_missing, usual_number, usual_word

MOST_CATEGORIES = 1000
WHOLE = 2**53
"""A float64 holds every whole number up to this one."""
DIGITS = 9
"""Digits of a number that are worth keeping: rows are float32."""
INFLATED = 0.2
"""From this share of zeros on, zero is a case of its own, where there are other numbers enough."""
OTHERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as it is in the file. cells: without spaces, in the order of the rows. lines: of each row. mark: before decimals."""

    name: str
    cells: Sequence[str]
    lines: Sequence[int]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the spec says of a column.

    is_category: whether it is named as one. label: the field of labels that it gives. form: of its dates.
    missing: `model`, `impute` or `drop`. modes: at most how many.
    """

    is_category: bool = False
    label: str | None = None
    form: str | None = None
    missing: str | None = None
    modes: int = 1


def encoding_of(column: Column, wish: Wish, path: Path) -> dict[str, Any] | SourceProblem:
    """The entry of the encoding: name, kind, and by kind what the cells become. path: for messages."""
    if wish.is_category or wish.label:
        return _words(column, wish, path)
    if wish.form is not None:
        return _dates(column, wish, wish.form, path)
    present = [cell for cell in column.cells if not is_missing(cell)]
    numbers = [number for cell in present if (number := parse_number(cell, column.mark)) is not None]
    if len(numbers) > len(present) // 2 and not any(map(is_code, present)):
        return _numbers(column, wish, path)
    form = find_form(present)
    if isinstance(form, AmbiguousForm):
        message = f"the dates of `{column.name}` in `{path.name}`, such as `{present[0]}`, may begin with the day or with the month"
        forms = " or ".join(f"`dates: {{{column.name}: '{one}'}}`" for one in form.forms)
        return SourceProblem(position=ArgumentPosition("file"), message=message, help=f"write {forms}")
    nearest = form or nearest_form(present)
    return _words(column, wish, path) if nearest is None else _dates(column, wish, nearest, path)


def _numbers(column: Column, wish: Wish, path: Path) -> dict[str, Any] | SourceProblem:
    present, values = [], []
    for line, cell in zip(column.lines, column.cells, strict=True):
        if is_missing(cell):
            continue
        value = parse_number(cell, column.mark)
        if value is None:
            message = f"line {line} of `{path.name}` has `{cell}` for `{column.name}`, which is a number in most lines"
            help = f"mend that cell, or write `categories: [{column.name}]`"
            return SourceProblem(position=ArgumentPosition("file"), message=message, help=help)
        present.append(cell)
        values.append(value)
    low, high = min(values), max(values)
    largest = max(-low, high)
    whole = largest <= WHOLE and all(map(float.is_integer, values))
    written = {decimals_of(cell, column.mark) for cell in present}
    kept = max(0, DIGITS - math.ceil(math.log10(largest))) if largest else 0
    return {
        "name": column.name,
        "kind": "number",
        "mark": column.mark,
        **_bounds(values, whole=whole),
        "whole": whole,
        "decimals": 0 if whole else min(kept, max(written)),
        # `1.50` comes back as such where all cells have two decimals.
        "fixed": max(written) if len(written) == 1 else None,
        **_cases(values, column, wish, whole=whole),
    }


def _another_form(column: Column, form: str, path: Path) -> SourceProblem:
    """The problem of a form under `dates` that not even the first date of the column has."""
    present = [cell for cell in column.cells if not is_missing(cell)]
    found = find_form(present)
    message = (
        f"column `{column.name}` of `{path.name}` begins with `{present[0]}`, which is no date of the form `{form}`"
    )
    help = f"write `dates: {{{column.name}: '{found}'}}`, the form of all its dates" if isinstance(found, str) else None
    return SourceProblem(position=ArgumentPosition("dates", column.name), message=message, help=help)


def _dates(column: Column, wish: Wish, form: str, path: Path) -> dict[str, Any] | SourceProblem:
    values: list[float] = []
    for line, cell in zip(column.lines, column.cells, strict=True):
        if is_missing(cell):
            continue
        value = parse_date(cell, form)
        if value is None and not values and wish.form is not None:
            return _another_form(column, wish.form, path)
        if value is None:
            message = f"line {line} of `{path.name}` has `{cell}` for `{column.name}`, which is a date of the form `{form}` in other lines"
            help = f"mend that cell, or write `categories: [{column.name}]` for words, or another form under `dates`"
            return SourceProblem(position=ArgumentPosition("file"), message=message, help=help)
        values.append(float(value))
    if not values:
        return _empty(column, path)
    return {
        "name": column.name,
        "kind": "date",
        "form": form,
        **_bounds(values, whole=True),
        **_cases(values, column, wish, whole=True),
    }


def _words(column: Column, wish: Wish, path: Path) -> dict[str, Any] | SourceProblem:
    present = [cell for cell in column.cells if not is_missing(cell, among_words=True)]
    if not present:
        return _empty(column, path)
    values = sorted_categories(set(present))
    if len(values) > MOST_CATEGORIES:
        message = (
            f"column `{column.name}` of `{path.name}` has {len(values):,} categories, more than {MOST_CATEGORIES:,}"
        )
        help = f"leave it out with `leave_out: [{column.name}]`, or put the rare ones together in the file"
        return SourceProblem(position=ArgumentPosition("file"), message=message, help=help)
    made: dict[str, Any] = {
        "name": column.name,
        **({"kind": "label", "field": wish.label} if wish.label else {"kind": "category"}),
        "values": values,
    }
    if len(present) == len(column.cells):
        return made
    if wish.missing == "model":
        return {**made, "values": [*values, ""], "missing": wish.missing, "usual": ""}
    usual = {"usual": usual_word(present)} if wish.missing == "impute" else {}
    return {**made, "missing": wish.missing, **usual}


def _bounds(values: Sequence[float], *, whole: bool) -> dict[str, Any]:
    low, high = min(values), max(values)
    return {"low": int(low), "high": int(high)} if whole else {"low": low, "high": high}


def _cases(values: Sequence[float], column: Column, wish: Wish, *, whole: bool) -> dict[str, Any]:
    """The modes in which the numbers lie, and the points: values that stand for themselves, None for a missing one.

    A mode is its middle, the distance from there to an encoded 1, and its share of the numbers. A column of one value has no mode.
    """
    has_missing = len(values) < len(column.cells)
    points: list[Any] = []
    zeros = sum(value == 0 for value in values)
    if zeros >= INFLATED * len(values) and len({*values}) > OTHERS:
        points.append(0)
    others = [value for value in values if value != 0] if points else list(values)
    if min(others) == max(others):
        modes, points = [], [int(others[0]) if whole else others[0], *points]
    else:
        modes = _modes(others, wish.modes)
    if not has_missing:
        return {"modes": modes, "points": points}
    usual = usual_number(values)
    more = {"impute": {"usual": int(usual) if whole else usual}}.get(wish.missing or "", {})
    return {
        "modes": modes,
        "points": [*points, None] if wish.missing == "model" else points,
        "missing": wish.missing,
        **more,
    }


def _modes(values: Sequence[float], most: int) -> list[list[float]]:
    low, high = min(values), max(values)
    if most == 1:
        return [[(low + high) / 2, (high - low) / 2, 1.0]]
    # NumPy is imported where it is needed alone: a check is fast.
    from gancompile.catalogue.sources.table.gaussian_modes import gaussian_modes

    return gaussian_modes(values, most)


def _empty(column: Column, path: Path) -> SourceProblem:
    message = f"column `{column.name}` of `{path.name}` holds nothing"
    return SourceProblem(
        position=ArgumentPosition("file"), message=message, help=f"leave it out with `leave_out: [{column.name}]`"
    )
