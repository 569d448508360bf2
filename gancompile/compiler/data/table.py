"""`.csv`: the columns of its header, and whether its first rows are numbers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.paths import find


def inspect_csv(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of a table: its numbers as the vector `x`, its label column, if one is named, as `label`. All rows are looked at."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _read(csv.reader(file, delimiter=arguments.get("delimiter", ",")), arguments, path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read as a table: {error}")


def _read(rows: Any, arguments: Mapping[str, Any], path: Path) -> SourceFacts | SourceProblem:
    header = [name.strip() for name in next(rows, [])]
    if not header:
        return SourceProblem(argument="file", message=f"`{path.name}` is empty")
    label = arguments.get("label")
    columns = arguments.get("columns") or [name for name in header if name != label]
    for argument, name in [*(("columns", c) for c in columns), *([("label", label)] if label else [])]:
        if name not in header:
            return SourceProblem(
                argument=argument, message=f"`{path.name}` has no column `{name}`", help=f"it has {', '.join(header)}"
            )
    places = [header.index(name) for name in columns]
    labels, count = set(), 0
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(header):
            return SourceProblem(
                argument="file",
                message=f"row {number} of `{path.name}` has {len(row)} cells, but the header has {len(header)}",
            )
        for place in places:
            try:
                float(row[place])
            except ValueError:
                return SourceProblem(
                    argument="file",
                    message=f"row {number} of `{path.name}` has `{row[place]}` for `{header[place]}`, which is no number",
                    help="leave that column out with `columns: [...]`, or name it as `label`",
                )
        labels |= {row[header.index(label)]} if label else set()
        count += 1
    if not count:
        return SourceProblem(argument="file", message=f"`{path.name}` has a header and no rows")
    fields = {"x": FieldFacts(shape=(len(columns),), dtype="float32")}
    if label:
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(labels))
    return SourceFacts(fields=fields, count=count, files=(str(path),))
