"""The facts of a table of numbers, dates and categories: the encoding of its rows as vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.delimited_file import DelimitedFile, read_delimited
from gancompile.catalogue.sources.number_form import marks_of
from gancompile.catalogue.sources.path import file_or_builtin
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.catalogue.sources.table.builtin import BUILTIN
from gancompile.catalogue.sources.table.cells import missing_cells, values_of
from gancompile.catalogue.sources.table.column_encoding import Column, Wish, encoding_of
from gancompile.catalogue.sources.table.date_form import form_problem
from gancompile.catalogue.sources.table.header import absent_header, chosen_columns, header_problem, label_columns
from gancompile.catalogue.sources.table.identifiers import identifier_remarks, label_remarks
from gancompile.catalogue.sources.table.missing import action_for, kept_rows
from gancompile.catalogue.sources.table.width import width_of_column

Encoding = dict[str, Any]
Shares = dict[str, list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows that are learned from. separator: of their cells in the file. encoded: of each column. count: how many they are."""

    separator: str
    columns: Sequence[Column]
    encoded: Sequence[Encoding]
    count: int


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The vector `row`, numbers and dates in [-1, 1] and categories one-hot in the order of the file, and a field for each label.

    A column of labels is not in the row: samples get the label that they are drawn for.
    """
    path = file_or_builtin(arguments, base, BUILTIN, "people.csv")
    if isinstance(path, SourceProblem):
        return path
    rows = _rows(arguments, path)
    if isinstance(rows, SourceProblem):
        return rows
    shares = _conditions(rows, arguments, path)
    if isinstance(shares, SourceProblem):
        return shares
    return SourceFacts(
        fields=_fields(rows, shares, arguments),
        count=rows.count * max(1, len(shares)),
        files=(str(path),),
        remarks=(
            *identifier_remarks(rows.columns, rows.encoded, arguments, path),
            *_label_remarks(rows.columns, arguments, path),
        ),
    )


def _rows(arguments: Mapping[str, Any], path: Path) -> _Rows | SourceProblem:
    """The rows of the file without those that missing cells drop; columns are encoded by the rows that are left."""
    file = read_delimited(path, arguments.get("delimiter"))
    if isinstance(file, SourceProblem):
        return file
    columns = _columns(file, arguments, path)
    if isinstance(columns, SourceProblem):
        return columns
    encoded = _encoded(columns, arguments, path)
    if isinstance(encoded, SourceProblem):
        return encoded
    missing = {one.name: missing_cells(one.cells, entry) for one, entry in zip(columns, encoded, strict=True)}
    problem = _missing_problem(columns, encoded, missing, path)
    if problem is not None:
        return problem
    kept = kept_rows(encoded, missing)
    if not any(kept):
        message = f"every line of `{path.name}` has an empty cell in one of its columns, so that none is left"
        return SourceProblem(
            position=ArgumentPosition("missing"), message=message, help="write `model` or `impute` for some of them"
        )
    if all(kept):
        return _Rows(separator=file.separator, columns=columns, encoded=encoded, count=len(kept))
    columns = [_of_rows(one, kept) for one in columns]
    again = _encoded(columns, arguments, path)
    if isinstance(again, SourceProblem):
        return again
    dropping = [{"missing": "drop"} if entry.get("missing") == "drop" else {} for entry in encoded]
    encoded = [entry | drop for entry, drop in zip(again, dropping, strict=True)]
    return _Rows(separator=file.separator, columns=columns, encoded=encoded, count=sum(kept))


def _conditions(rows: _Rows, arguments: Mapping[str, Any], path: Path) -> Shares | SourceProblem:
    """The categories that can be asked for, with their shares; none where no condition is wanted."""
    if not arguments.get("conditions"):
        return {}
    if arguments.get("label"):
        message = "a table has conditions, which are of any column, or labels, which are of one"
        return SourceProblem(position=ArgumentPosition("conditions"), message=message, help="take one of the two out")
    shares = _shares(rows.columns, rows.encoded)
    if not shares:
        message = f"no column of `{path.name}` is of categories, so that none can be asked for"
        help = "take `conditions` out, or list columns under `categories`"
        return SourceProblem(position=ArgumentPosition("conditions"), message=message, help=help)
    return shares


def _fields(rows: _Rows, shares: Shares, arguments: Mapping[str, Any]) -> dict[str, FieldFacts]:
    """The row, the condition where one is asked for, and the labels."""
    encoding: Encoding = {"kind": "table", "separator": rows.separator, "columns": list(rows.encoded)}
    if shares:
        encoding["conditions"] = shares
    shape = (sum(map(width_of_column, rows.encoded)),)
    row = FieldFacts(shape=shape, dtype="float32", low=-1, high=1, encoding=encoding)
    names = {entry["field"]: tuple(entry["values"]) for entry in rows.encoded if entry["kind"] == "label"}
    labels = {
        field: FieldFacts(shape=(), dtype="int32", classes=len(names[field]), class_names=names[field])
        for field in label_columns(arguments)
    }
    condition = {"condition": FieldFacts(shape=shape, dtype="float32", low=0, high=1)} if shares else {}
    return {"row": row, **condition, **labels}


def _label_remarks(columns: Sequence[Column], arguments: Mapping[str, Any], path: Path) -> tuple[SourceProblem, ...]:
    names = set(label_columns(arguments).values())
    return tuple(label_remarks({one.name: one.cells for one in columns if one.name in names}, path))


def _columns(file: DelimitedFile, arguments: Mapping[str, Any], path: Path) -> list[Column] | SourceProblem:
    """The chosen columns, in the order of the file."""
    wanted = chosen_columns(file.header, arguments)
    problem = absent_header(file, path) or header_problem(file.header, arguments, path)
    if problem is not None:
        return problem
    cells = {name: [row[place] for row in file.rows] for place, name in enumerate(file.header) if name in wanted}
    marks = marks_of(cells, file.separator)
    return [
        Column(
            name=name,
            cells=column,
            lines=file.lines,
            mark=marks[name],
        )
        for name, column in cells.items()
    ]


def _encoded(columns: Sequence[Column], arguments: Mapping[str, Any], path: Path) -> list[Encoding] | SourceProblem:
    made = []
    for column in columns:
        form = arguments.get("dates", {}).get(column.name)
        problem = form_problem(form) if form else None
        if problem:
            help = "write it as Python's strftime does, such as `%d.%m.%Y`"
            return SourceProblem(
                position=ArgumentPosition("dates", column.name),
                message=f"`{form}` is no form of dates: {problem}",
                help=help,
            )
        wish = Wish(
            label=next((field for field, name in label_columns(arguments).items() if name == column.name), None),
            is_category=column.name in arguments.get("categories", ()),
            form=form,
            modes=arguments.get("modes", 1),
            missing=action_for(column.name, arguments.get("missing")),
        )
        entry = encoding_of(column, wish, path)
        if isinstance(entry, SourceProblem):
            return entry
        made.append(entry)
    return made


def _missing_problem(
    columns: Sequence[Column], encoded: Sequence[Encoding], missing: Mapping[str, Sequence[bool]], path: Path
) -> SourceProblem | None:
    """The problem of all columns with missing cells of which the spec says nothing."""
    left = [one for one, entry in zip(columns, encoded, strict=True) if entry.get("missing", "") is None]
    if not left:
        return None
    found = [(one.name, sum(missing[one.name]), one.lines[missing[one.name].index(True)]) for one in left]
    listed = ", ".join(f"`{name}` {number:,} (the first in line {line})" for name, number, line in found)
    one_each = ", ".join(f"{name}: {'impute' if place else 'model'}" for place, (name, _, _) in enumerate(found[:2]))
    return SourceProblem(
        position=ArgumentPosition("file"),
        message=f"`{path.name}` has missing cells: {listed}",
        help="write `missing: model` for samples that have empty cells as often, `missing: impute` for the median or the most frequent "
        f"word in their place, `missing: drop` to leave such rows out, or one of these by column: `missing: {{{one_each}}}`",
    )


def _shares(columns: Sequence[Column], encoded: Sequence[Encoding]) -> Shares:
    """How often each category is there, by column; columns of one category are left out."""
    made = {}
    for column, entry in zip(columns, encoded, strict=True):
        if entry["kind"] == "category" and len(entry["values"]) > 1:
            counts = Counter(values_of(column.cells, entry))
            made[column.name] = [counts[value] / len(column.cells) for value in entry["values"]]
    return made


def _of_rows(column: Column, kept: Sequence[bool]) -> Column:
    chosen = [place for place, keep in enumerate(kept) if keep]
    return Column(
        name=column.name,
        cells=[column.cells[place] for place in chosen],
        lines=[column.lines[place] for place in chosen],
        mark=column.mark,
    )
