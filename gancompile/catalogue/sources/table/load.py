"""A table of numbers, dates and categories as vectors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.delimited_file import read_delimited
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.catalogue.sources.table.builtin import BUILTIN
from gancompile.catalogue.sources.table.cells import missing_cells, values_of
from gancompile.catalogue.sources.table.condition import draw_pairs
from gancompile.catalogue.sources.table.encode import class_numbers, encode_rows
from gancompile.catalogue.sources.table.missing import kept_rows


def load(
    encoding: Mapping[str, Any],
    file: str | None = None,
    builtin: str | None = None,
    delimiter: str | None = None,
    **encoded: Any,
) -> ArraySource:
    """The rows as `row` [rows, width] float32, and labels [rows] int32.

    encoding: of the facts, which has the arguments `encoded`. Raises DataError.
    """
    del encoded
    path = BUILTIN[builtin] if builtin else Path(str(file))
    found = read_delimited(path, delimiter)
    if isinstance(found, SourceProblem):
        raise DataError(found.message)
    columns = encoding["columns"]
    try:
        places = {column["name"]: found.header.index(column["name"]) for column in columns}
        cells = {name: [row[place] for row in found.rows] for name, place in places.items()}
        missing = {column["name"]: missing_cells(cells[column["name"]], column) for column in columns}
        kept = kept_rows(columns, missing)
        cells = {name: [cell for cell, keep in zip(one, kept, strict=True) if keep] for name, one in cells.items()}
        values = {column["name"]: values_of(cells[column["name"]], column) for column in columns}
        labels = [column for column in columns if column["kind"] == "label"]
        arrays: dict[str, NDArray[Any]] = {"row": encode_rows(values, columns)}
        if "conditions" in encoding:
            # Labels of rows that are drawn would be drawn with them: facts refuse both together.
            arrays["row"], arrays["condition"] = draw_pairs(arrays["row"], encoding)
        arrays |= {column["field"]: class_numbers(values[column["name"]], column) for column in labels}
    except (ValueError, KeyError) as error:
        raise DataError(f"`{path}` is not as it was when the spec was checked: {error}; build it again") from error
    return array_source(arrays, file or "table")
