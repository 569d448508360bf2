"""The header of a table: whether there is one, and whether it has the columns that the spec names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition, EntryPart
from gancompile.catalogue.sources.column import column_problem
from gancompile.catalogue.sources.delimited_file import DelimitedFile
from gancompile.catalogue.sources.number_form import parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.catalogue.sources.table.missing import DEFAULT, is_missing

LOOKED_AT = 200
SHOWN = 4
YEARS = range(1800, 2200)


def absent_header(file: DelimitedFile, path: Path) -> SourceProblem | None:
    """The problem of a file whose first line is a row like the others."""
    if not _is_row(file.header, file.rows[:LOOKED_AT]):
        return None
    more = ", ..." if len(file.header) > SHOWN else ""
    message = f"`{path.name}` has no header: its first line is `{', '.join(file.header[:SHOWN])}{more}`, a row like the others"
    return SourceProblem(
        position=ArgumentPosition("file"), message=message, help="write the names of the columns in a line above it"
    )


def _is_row(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether each column of numbers begins with a number, or, without such columns, each with one of its words.

    Years and other numbers in order, as in `country, 2019, 2020`, are names.
    """
    columns = list(zip(*rows, strict=True))
    numbers = [_number(name) for name, cells in zip(header, columns, strict=True) if _is_numeric(cells)]
    if not numbers:
        return len(header) > 1 and all(name in cells for name, cells in zip(header, columns, strict=True))
    found = [number for number in numbers if number is not None]
    if len(found) < len(numbers):
        return False
    words = [(name, cells) for name, cells in zip(header, columns, strict=True) if not _is_numeric(cells)]
    if len(found) == 1:
        return found[0] not in YEARS and (bool(words) or not float(found[0]).is_integer())
    in_order = all(a < b for a, b in pairwise(found)) or all(a > b for a, b in pairwise(found))
    are_names = in_order and all(map(float.is_integer, found))
    return any(name in cells for name, cells in words) or not are_names


def _is_numeric(cells: Sequence[str]) -> bool:
    present = [cell for cell in cells if not is_missing(cell)]
    return 2 * sum(_number(cell) is not None for cell in present) > len(present)


def _number(cell: str) -> float | None:
    point = parse_number(cell, ".")
    return parse_number(cell, ",") if point is None else point


def header_problem(header: Sequence[str], arguments: Mapping[str, Any], path: Path) -> SourceProblem | None:
    """The problems with columns that the spec names: one is not there, twice there, or left out elsewhere."""
    wanted, labels = chosen_columns(header, arguments), label_columns(arguments)
    if not {*wanted} - {*labels.values()}:
        position = ArgumentPosition("leave_out" if arguments.get("leave_out") else "label")
        return SourceProblem(position=position, message=f"no column of `{path.name}` is left for `row`")
    taken = next((name for name in ("row", "condition") if name in labels), None)
    if taken:
        message = f"a field of labels cannot be called `{taken}`, as another field of a table is"
        return SourceProblem(
            position=ArgumentPosition("label", taken, EntryPart.KEY), message=message, help="take another name"
        )
    if len({*labels.values()}) < len(labels):
        return SourceProblem(
            position=ArgumentPosition("label"), message="a column is a label twice", help="name it once"
        )
    listed = _named(arguments)
    others = [(ArgumentPosition("file"), name) for name in wanted if name not in {name for _, name in listed}]
    found = [_column_problem(position, name, header, wanted, path) for position, name in [*listed, *others]]
    # A name that the header has twice is one problem of the file, however often the spec lists it.
    problems = list(dict.fromkeys(one for one in found if one is not None))
    return replace(problems[0], also=tuple(problems[1:])) if problems else None


def _column_problem(
    position: ArgumentPosition, name: str, header: Sequence[str], wanted: Sequence[str], path: Path
) -> SourceProblem | None:
    """The problem with one column. position: where the spec names it. wanted: the columns that are used."""
    if not name:
        message = (
            f"column {header.index(name) + 1} of `{path.name}` has no name" if name in header else "a name is empty"
        )
        help = "give it one, or choose others: `columns: [...]`"
        return SourceProblem(position=position, message=message, help=help)
    problem = column_problem(position, name, header, path)
    if problem is not None or name in wanted or position.argument == "leave_out":
        return problem
    message = f"`{name}` is listed under `{position.argument}`, but is not among the columns"
    help = "add it to `columns`, or take it out of `leave_out`, or leave it out here"
    return SourceProblem(position=position, message=message, help=help)


def _named(arguments: Mapping[str, Any]) -> list[tuple[ArgumentPosition, str]]:
    """Every column that the spec names, behind the position where it does."""
    missing, label = arguments.get("missing"), label_columns(arguments)
    of_actions = [name for name in missing if name != DEFAULT] if isinstance(missing, Mapping) else []
    lists = [(argument, arguments.get(argument, ())) for argument in ("columns", "leave_out", "categories")]
    keys = [("dates", arguments.get("dates", ())), ("missing", of_actions)]
    several = isinstance(arguments.get("label"), Mapping)
    return [
        *((ArgumentPosition(argument, name, EntryPart.ITEM), name) for argument, names in lists for name in names),
        *((ArgumentPosition(argument, name, EntryPart.KEY), name) for argument, names in keys for name in names),
        *((ArgumentPosition("label", field if several else None), name) for field, name in label.items()),
    ]


def chosen_columns(header: Sequence[str], arguments: Mapping[str, Any]) -> list[str]:
    """The columns that are used, labels among them, in the order of the file."""
    labels = label_columns(arguments).values()
    wanted = [*arguments["columns"], *labels] if arguments.get("columns") else header
    left_out = arguments.get("leave_out", ())
    unknown = [name for name in wanted if name not in header]
    return [name for name in [*header, *unknown] if name in wanted and name not in left_out]


def label_columns(arguments: Mapping[str, Any]) -> Mapping[str, str]:
    """The columns of labels by the field that they give: `label`, or the names that the spec has for several."""
    label = arguments.get("label")
    return label if isinstance(label, Mapping) else {"label": label} if label else {}
