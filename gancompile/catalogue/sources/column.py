"""The columns of a table with a header."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import near
from gancompile.catalogue.sources.source_facts import SourceProblem


def column_problem(position: ArgumentPosition, name: str, header: Sequence[str], path: Path) -> SourceProblem | None:
    """The problem with a column name that the header has not, or has twice. position: of the name in the spec."""
    if name not in header:
        message = f"`{path.name}` has no column `{name}`"
        return SourceProblem(position=position, message=message, help=near(name, header))
    if header.count(name) > 1:
        message = f"`{path.name}` has {header.count(name)} columns called `{name}`"
        return SourceProblem(position=ArgumentPosition("file"), message=message, help="give each a name of its own")
    return None


def sorted_categories(texts: set[str]) -> list[str]:
    """Categories by value where all are whole numbers, else as texts: 2 stands before 10."""
    try:
        return sorted(texts, key=lambda text: (int(text), text))
    except ValueError:
        return sorted(texts)
