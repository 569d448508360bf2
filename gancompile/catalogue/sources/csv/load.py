"""A table of numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.column import sorted_categories
from gancompile.catalogue.sources.data_error import DataError


def load(
    file: str, columns: Sequence[str] | None = None, label: str | None = None, delimiter: str = ","
) -> ArraySource:
    """The numbers as `x` [rows, columns], and the labels, sorted, as numbers from 0. Raises DataError."""
    try:
        # Spreadsheets write a byte order mark.
        with open(file, encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, delimiter=delimiter) if row]
        header = [name.strip() for name in rows[0]]
        chosen = [header.index(name) for name in columns or [name for name in header if name != label]]
        arrays: dict[str, NDArray[Any]] = {
            "x": np.array([[float(row[index]) for index in chosen] for row in rows[1:]], np.float32)
        }
        if label:
            texts = [row[header.index(label)].strip() for row in rows[1:]]
            numbers = {text: number for number, text in enumerate(sorted_categories(set(texts)))}
            arrays["label"] = np.array([numbers[text] for text in texts], np.int32)
    except (OSError, ValueError, IndexError, csv.Error) as error:
        raise DataError(f"`{file}` cannot be read as a table: {error}") from error
    return array_source(arrays, file)
