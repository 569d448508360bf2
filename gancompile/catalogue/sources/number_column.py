"""A column of a table all of whose cells are to be numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.delimited_file import DelimitedFile
from gancompile.catalogue.sources.number_form import parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem


def numbers_of(
    name: str, cells: Sequence[str], mark: str, file: DelimitedFile, path: Path, *, help: str
) -> list[float] | SourceProblem:
    """The numbers of a column. mark: of its decimals. help: of the problem, where a cell holds no number."""
    found = [parse_number(cell, mark) for cell in cells]
    wrong = [index for index, number in enumerate(found) if number is None]
    if not wrong:
        return [number for number in found if number is not None]
    cell = cells[wrong[0]]
    what = f"`{cell}` for `{name}`, which is no number" if cell else f"an empty cell for `{name}`"
    more = f"; {len(wrong) - 1:,} more are no numbers" if len(wrong) > 1 else ""
    message = f"line {file.lines[wrong[0]]} of `{path.name}` has {what}{more}"
    return SourceProblem(position=ArgumentPosition("file"), message=message, help=help)
