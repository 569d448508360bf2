"""Tables as examples of an input: a line for each sample, its cells by the names of the columns or by their position."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.rows import Rows, array_rows
from gancompile.runtime.sampling.sample_description import Condition
from gancompile.runtime.sampling.sample_table import NAME

SEPARATORS = (",", ";", "\t")


def csv_rows(name: str, condition: Condition, path: Path, class_number: Callable[[str], int]) -> Rows:
    """The lines of a table: classes in the column called `name` or the only one, or numbers in the columns that the input has names of.

    Without names in a header, the cells are taken by position; the names of samples, in tables that `sample` wrote, are left out.
    class_number: from a class's name or number to its number. Raises SampleError.
    """
    lines = _lines(path)
    if condition.classes is not None:
        column = lines[0].index(name) if name in lines[0] else 0
        if name not in lines[0] and len(lines[0]) > 1:
            raise SampleError(f"`{path}` has no column `{name}`; it has {', '.join(lines[0])}")
        cells = [line[column] for line in lines[1 if name in lines[0] else 0 :]]
        numbers = np.array([class_number(cell) for cell in cells]).reshape(-1, *[1] * len(condition.shape))
        return array_rows(numbers, texts=cells, counts=True)
    if len(condition.shape) != 1:
        raise SampleError(f"`{name}` is {list(condition.shape)}, which no table can express")
    if lines[0][0] == NAME and NAME not in condition.names:
        lines = [line[1:] for line in lines]
    columns, rows = _columns(name, condition, path, lines)
    values = [[_number(path, row[column]) for column in columns] for row in rows]
    return array_rows(
        np.array(values, np.float32), texts=[" ".join(row[column] for column in columns) for row in rows], counts=True
    )


def _columns(
    name: str, condition: Condition, path: Path, lines: Sequence[list[str]]
) -> tuple[Sequence[int], Sequence[list[str]]]:
    """The columns of the numbers of an input, in order, and the lines that hold them."""
    header, size = lines[0], condition.shape[0]
    if condition.names and set(condition.names) <= set(header):
        return [header.index(one) for one in condition.names], lines[1:]
    has_header = not all(map(_is_number, header))
    if has_header and condition.names:
        missing = [one for one in condition.names if one not in header]
        raise SampleError(
            f"`{path}` has no column `{missing[0]}`"
            + (f", and {len(missing) - 1} more of the {len(condition.names)} are missing" if len(missing) > 1 else "")
        )
    if len(header) != size:
        raise SampleError(f"`{path}` has {len(header)} columns, but `{name}` is {size} numbers")
    return range(len(header)), lines[1:] if has_header else lines


def _lines(path: Path) -> list[list[str]]:
    """The cells of all lines, which are as many in each. Raises SampleError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SampleError(f"`{path}` cannot be read: {error}") from error
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = [[cell.strip() for cell in line] for line in csv.reader(text.splitlines(), delimiter=separator) if line]
    for number, line in enumerate(lines, 1):
        if len(line) != len(lines[0]):
            raise SampleError(f"`{path}`: line {number} has {len(line)} cells, but the first has {len(lines[0])}")
    if len(lines) < 1 + (not all(map(_is_number, lines[0])) if lines else 0):
        raise SampleError(f"`{path}` holds no rows")
    return lines


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(path: Path, cell: str) -> float:
    if not _is_number(cell):
        raise SampleError(f"`{path}` has `{cell}`, which is no number")
    return float(cell)
