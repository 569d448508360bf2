"""Columns that name a row instead of describing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.number_form import parse_number
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.catalogue.sources.table.column_encoding import Column

ENOUGH = 20
"""Rows, from which on different words in most of them are remarkable."""


def identifier_remarks(
    columns: Sequence[Column], encoded: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any], path: Path
) -> Iterator[SourceProblem]:
    """Remarks on words that differ in more than half of the rows, and on whole numbers that count the rows."""
    for column, entry in zip(columns, encoded, strict=True):
        number = len(column.cells)
        if number < ENOUGH or column.name in arguments.get("categories", ()):
            continue
        help = f"leave it out with `leave_out: [{column.name}]`"
        if entry["kind"] == "category" and 2 * len(entry["values"]) > number:
            message = (
                f"column `{column.name}` of `{path.name}` has {len(entry['values']):,} different words in {number:,} rows: "
                "names or texts, which samples can only repeat"
            )
            yield SourceProblem(
                position=ArgumentPosition("file"),
                message=message,
                help=f"{help}, or write `categories: [{column.name}]`",
            )
        if entry["kind"] == "number" and entry["whole"] and _counts(column):
            message = (
                f"column `{column.name}` of `{path.name}` counts the rows, from {entry['low']:,} to {entry['high']:,}"
            )
            yield SourceProblem(position=ArgumentPosition("file"), message=message, help=help)


def label_remarks(labels: Mapping[str, Sequence[str]], path: Path) -> Iterator[SourceProblem]:
    """Remarks on labels that differ in more than half of the rows. labels: the cells by the name of their column."""
    for name, cells in labels.items():
        number = len(set(cells))
        if len(cells) >= ENOUGH and 2 * number > len(cells):
            message = f"column `{name}` of `{path.name}` is a label of {number:,} classes in {len(cells):,} rows"
            help = "take a column of few words as the label: most of these classes have one example"
            yield SourceProblem(position=ArgumentPosition("label"), message=message, help=help)


def _counts(column: Column) -> bool:
    """Whether each number is the one before and 1."""
    values = [parse_number(cell, column.mark) for cell in column.cells]
    return all(a is not None and b is not None and b == a + 1 for a, b in pairwise(values))
