"""Tables of samples: a header, and a row for each sample, which begins with its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.sampling.contract_file import Port

NAME = "sample"
"""The column of the names of samples that have no file each."""
Row = list[str]


def table_text(header: Sequence[str], rows: Mapping[str, Row], order: Sequence[str]) -> str:
    """A table as CSV. rows: by the names of samples. order: the names that come first; others follow in the order of `rows`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows[name] for name in dict.fromkeys([*order, *rows]) if name in rows)
    return buffer.getvalue()


def read_rows(path: Path, first: str) -> dict[str, Row]:
    """The complete rows of a file by the names of samples; none where there is no such table. first: the name of the first column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    if not lines or lines[0][:1] != [first]:
        return {}
    return {line[0]: line for line in lines[1:] if len(line) == len(lines[0])}


def header_of(port: Port, size: int) -> list[str]:
    """The header of a table of an output, with the names of its numbers where they are known. size: of one sample."""
    names = port.class_names or ([port.name] if size == 1 else [f"{port.name}_{i}" for i in range(size)])
    return [NAME, *names]


def rows_of(names: Sequence[str], values: NDArray[Any]) -> dict[str, Row]:
    """The rows of samples. values: [n, ...]."""
    flat = values.reshape(len(values), -1)
    return {name: [name, *map(_cell, numbers)] for name, numbers in zip(names, flat, strict=True)}


def _cell(value: Any) -> str:
    if isinstance(value, np.floating):
        return f"{value:.9g}"
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
