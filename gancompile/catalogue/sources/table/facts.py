"""The facts of a table of numbers and categories: the encoding of its rows as vectors."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.column import column_problem, sorted_categories
from gancompile.catalogue.sources.path import file_or_builtin
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.catalogue.sources.table.builtin import BUILTIN
from gancompile.catalogue.sources.table.width import width_of_column

MISSING = frozenset({"", "-", "?", "n/a", "na", "nan", "none", "null"})
"""Missing numbers. Among words only the empty cell is missing: `none` may be an answer."""
MOST_CATEGORIES = 1000
LARGEST = 3e38
"""Close to the largest float32."""
WHOLE = 2**53
"""A float64 holds every whole number up to this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """cells: stripped, in the order of the rows. rows: the line number of each."""

    name: str
    cells: Sequence[str]
    rows: Sequence[int]


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The vector `row`: numbers in [-1, 1] and categories one-hot, in the order of the file."""
    path = file_or_builtin(arguments, base, BUILTIN, "people.csv")
    if isinstance(path, SourceProblem):
        return path
    try:
        # Spreadsheets write a byte order mark.
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns = _columns(csv.reader(file, delimiter=arguments.get("delimiter", ",")), arguments, path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read as a table: {error}")
    if isinstance(columns, SourceProblem):
        return columns
    encoded = []
    for column in columns:
        made = _encoding(column, named=column.name in arguments.get("categories", ()), path=path)
        if isinstance(made, SourceProblem):
            return made
        encoded.append(made)
    field = FieldFacts(
        shape=(sum(map(width_of_column, encoded)),),
        dtype="float32",
        low=-1,
        high=1,
        encoding={"kind": "table", "columns": encoded},
    )
    return SourceFacts(fields={"row": field}, count=len(columns[0].cells), files=(str(path),))


def _columns(rows: Iterator[list[str]], arguments: Mapping[str, Any], path: Path) -> list[_Column] | SourceProblem:
    """The chosen columns, in the order of the file. Blank lines are skipped."""
    header = [name.strip() for name in next(rows, [])]
    wanted = arguments.get("columns") or header
    problem = _header_problem(header, wanted, arguments.get("categories", ()), path)
    if problem:
        return problem
    numbers, kept = [], []
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(header):
            message = f"row {number} of `{path.name}` has {len(row)} cells, but the header has {len(header)}"
            return SourceProblem(argument="file", message=message)
        numbers.append(number)
        kept.append(row)
    if not kept:
        return SourceProblem(argument="file", message=f"`{path.name}` has a header and no rows")
    return [
        _Column(name=name, cells=[row[place].strip() for row in kept], rows=numbers)
        for place, name in enumerate(header)
        if name in wanted
    ]


def _header_problem(
    header: Sequence[str], wanted: Sequence[str], categories: Sequence[str], path: Path
) -> SourceProblem | None:
    if not header:
        return SourceProblem(argument="file", message=f"`{path.name}` is empty")
    for argument, name in [("columns", n) for n in wanted] + [("categories", n) for n in categories]:
        if not name:
            message = (
                f"column {header.index(name) + 1} of `{path.name}` has no name" if name in header else "a name is empty"
            )
            return SourceProblem(
                argument="file", message=message, help="give it one, or choose others: `columns: [...]`"
            )
        problem = column_problem(argument, name, header, path)
        if problem is not None:
            return problem
        if name not in wanted:
            message = f"`{name}` is listed under `categories`, but not under `columns`"
            return SourceProblem(argument=argument, message=message, help="add it there, or leave it out here")
    return None


def _encoding(column: _Column, *, named: bool, path: Path) -> dict[str, Any] | SourceProblem:
    """The encoding of a column. named: whether it is listed under `categories`."""
    values = [_number(cell) for cell in column.cells]
    found = [value for value in values if value is not None]
    numeric = not named and len(found) > len(values) // 2
    for row, cell, value in zip(column.rows, column.cells, values, strict=True):
        if cell == "" or (numeric and cell.lower() in MISSING):
            message = f"row {row} of `{path.name}` has nothing for `{column.name}`"
            message += f": `{cell}`" if cell else ""
            help = "fill it in, take the row out, or leave the column out with `columns: [...]`"
            return SourceProblem(argument="file", message=message, help=help)
        if numeric and value is None:
            message = f"row {row} of `{path.name}` has `{cell}` for `{column.name}`, which is a number in most rows"
            help = f"mend that cell, or write `categories: [{column.name}]`"
            return SourceProblem(argument="file", message=message, help=help)
    return _numbers(column, found) if numeric else _categories(column, path)


def _numbers(column: _Column, values: Sequence[float]) -> dict[str, Any]:
    low, high = min(values), max(values)
    whole = all(value.is_integer() for value in (low, high)) and max(-low, high) <= WHOLE
    whole = whole and all(_is_whole(cell) for cell in column.cells)
    ends = {"low": int(low), "high": int(high)} if whole else {"low": low, "high": high}
    return {"name": column.name, "kind": "number", **ends, "whole": whole}


def _categories(column: _Column, path: Path) -> dict[str, Any] | SourceProblem:
    values = sorted_categories(set(column.cells))
    if len(values) > MOST_CATEGORIES:
        message = (
            f"column `{column.name}` of `{path.name}` has {len(values):,} categories, more than {MOST_CATEGORIES:,}"
        )
        help = "leave it out with `columns: [...]`, or put the rare ones together in the file"
        return SourceProblem(argument="file", message=message, help=help)
    return {"name": column.name, "kind": "category", "values": values}


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None


def _is_whole(cell: str) -> bool:
    try:
        return bool(int(cell) == float(cell))
    except ValueError:
        return False
