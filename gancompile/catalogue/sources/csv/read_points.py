"""Tables of numbers, with a column of labels at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition, EntryPart
from gancompile.catalogue.sources.column import column_problem, sorted_categories
from gancompile.catalogue.sources.delimited_file import read_delimited
from gancompile.catalogue.sources.number_column import numbers_of
from gancompile.catalogue.sources.number_form import marks_of
from gancompile.catalogue.sources.source_facts import SourceProblem

NUMBERS_HELP = (
    "leave that column out with `columns: [...]`, name it as `label`, or take the source `table`, "
    "which knows words and empty cells"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """columns: the numbers of each. classes: the labels that there are, in order. labels: the number of each row's; None without labels."""

    columns: Sequence[Sequence[float]]
    classes: tuple[str, ...] = ()
    labels: Sequence[int] | None = None


def read_points(path: Path, arguments: Mapping[str, Any]) -> Points | SourceProblem:
    """The points of a file. arguments: of the source."""
    file = read_delimited(path, arguments.get("delimiter"))
    if isinstance(file, SourceProblem):
        return file
    label = arguments.get("label")
    names = arguments.get("columns") or [name for name in file.header if name != label]
    problem = _header_problem(file.header, names, label, path)
    if problem is not None:
        return problem
    cells = dict(zip(file.header, zip(*file.rows, strict=True), strict=True))
    marks = marks_of({name: cells[name] for name in names}, file.separator)
    columns = []
    for name in names:
        numbers = numbers_of(name, cells[name], marks[name], file, path, help=NUMBERS_HELP)
        if isinstance(numbers, SourceProblem):
            return numbers
        columns.append(numbers)
    if not label:
        return Points(columns=columns)
    classes = tuple(sorted_categories(set(cells[label])))
    by_name = {name: number for number, name in enumerate(classes)}
    return Points(columns=columns, classes=classes, labels=[by_name[cell] for cell in cells[label]])


def _header_problem(header: Sequence[str], names: Sequence[str], label: str | None, path: Path) -> SourceProblem | None:
    if not names:
        return SourceProblem(
            position=ArgumentPosition("label"), message=f"`{path.name}` has no column beside the label `{label}`"
        )
    listed = [(ArgumentPosition("columns", name, EntryPart.ITEM), name) for name in names]
    for position, name in [*listed, *([(ArgumentPosition("label"), label)] if label else [])]:
        problem = column_problem(position, name, header, path)
        if problem is not None:
            return problem
    return None
