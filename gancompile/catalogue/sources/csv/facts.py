"""The facts of a table of numbers: its header, and whether every cell is a number."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.column import column_problem, sorted_categories
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The vector `x` of the numbers, and `label` where a column of labels is named. All rows are read."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        # Spreadsheets write a byte order mark.
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(csv.reader(file, delimiter=arguments.get("delimiter", ",")), arguments, path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read as a table: {error}")


def _read(rows: Iterable[list[str]], arguments: Mapping[str, Any], path: Path) -> SourceFacts | SourceProblem:
    rows = iter(rows)
    header = [name.strip() for name in next(rows, [])]
    label = arguments.get("label")
    columns = arguments.get("columns") or [name for name in header if name != label]
    header_problem = _header_problem(header, columns, label, path)
    if header_problem:
        return header_problem
    labels, count = set(), 0
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        problem = _row_problem(row, header, columns)
        if problem:
            message, help = problem
            return SourceProblem(argument="file", message=f"row {number} of `{path.name}` {message}", help=help)
        if label:
            labels.add(row[header.index(label)].strip())
        count += 1
    if not count:
        return SourceProblem(argument="file", message=f"`{path.name}` has a header and no rows")
    fields = {"x": FieldFacts(shape=(len(columns),), dtype="float32")}
    if label:
        names = tuple(sorted_categories(labels))
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(names), class_names=names)
    return SourceFacts(fields=fields, count=count, files=(str(path),))


def _header_problem(header: list[str], columns: Sequence[str], label: str | None, path: Path) -> SourceProblem | None:
    if not header:
        return SourceProblem(argument="file", message=f"`{path.name}` is empty")
    if not columns:
        return SourceProblem(argument="label", message=f"`{path.name}` has no column beside the label `{label}`")
    for argument, name in [*(("columns", column) for column in columns), *([("label", label)] if label else [])]:
        problem = column_problem(argument, name, header, path)
        if problem is not None:
            return problem
    return None


def _row_problem(row: list[str], header: list[str], columns: Sequence[str]) -> tuple[str, str | None] | None:
    """The message and the help for a row that cannot be read, else None."""
    if len(row) != len(header):
        return f"has {len(row)} cells, but the header has {len(header)}", None
    for column in columns:
        cell = row[header.index(column)]
        if not _is_number(cell):
            help = "leave that column out with `columns: [...]`, or name it as `label`"
            return f"has `{cell}` for `{column}`, which is no number", help
    return None


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
