"""A table of numbers and categories as vectors."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.table.builtin import BUILTIN

Column = Mapping[str, Any]


def load(
    encoding: Mapping[str, Any],
    file: str | None = None,
    builtin: str | None = None,
    columns: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
    delimiter: str = ",",
) -> ArraySource:
    """The rows as `row` [rows, width] float32. encoding: of the facts, which has the columns and categories. Raises DataError."""
    del columns, categories
    path = str(BUILTIN[builtin]) if builtin else str(file)
    try:
        # Spreadsheets write a byte order mark.
        with open(path, encoding="utf-8-sig", newline="") as stream:
            rows = [[cell.strip() for cell in row] for row in csv.reader(stream, delimiter=delimiter) if row]
        indices = {column["name"]: rows[0].index(column["name"]) for column in encoding["columns"]}
        cells = {name: [row[index] for row in rows[1:]] for name, index in indices.items()}
    except (OSError, ValueError, IndexError, csv.Error) as error:
        raise DataError(f"`{path}` cannot be read as a table: {error}") from error
    try:
        arrays = {"row": encode_rows(cells, encoding["columns"])}
    except (ValueError, KeyError) as error:
        raise DataError(f"`{path}` is not as it was when the spec was checked: {error}; build it again") from error
    return array_source(arrays, file or "table")


def encode_rows(cells: Mapping[str, Sequence[Any]], columns: Sequence[Column]) -> NDArray[np.float32]:
    """Rows as vectors [rows, width]: numbers scaled to [-1, 1], categories one-hot.

    A column of one value is 0. Raises KeyError for an unknown category, ValueError for a text that is no number.
    """
    return np.concatenate([_encoded(cells[column["name"]], column) for column in columns], axis=1, dtype=np.float32)


def _encoded(cells: Sequence[Any], column: Column) -> NDArray[Any]:
    if column["kind"] == "category":
        numbers = {value: number for number, value in enumerate(column["values"])}
        codes = np.eye(len(numbers)) if len(numbers) > 1 else np.zeros((1, 1))
        return np.asarray(codes[[numbers[cell] for cell in cells]])
    values, low, high = np.array(cells, np.float64), float(column["low"]), float(column["high"])
    scaled = (values - low) / (high - low) * 2 - 1 if high > low else np.zeros_like(values)
    return np.asarray(scaled[:, None])
