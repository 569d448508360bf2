"""Tables of attributes beside a folder of images: a line for each image, its name first."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class AttributeTableError(ValueError):
    """A table that cannot be used; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTable:
    """names: of the attributes. rows: the numbers of each image, by its name without the suffix."""

    names: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number."""
        return min(map(min, self.rows.values())), max(map(max, self.rows.values()))

    def of(self, examples: Sequence[str]) -> list[tuple[float, ...]]:
        """The numbers of images by their path in the folder without the suffix, or by their name alone. Raises AttributeTableError."""
        found, missing = [], []
        for example in examples:
            row = self.rows.get(example) or self.rows.get(os.path.basename(example))
            found.append(row or ())
            if row is None:
                missing.append(example)
        if missing:
            more = f", and for {len(missing) - 1:,} more" if len(missing) > 1 else ""
            raise AttributeTableError(f"there is no line for the image `{missing[0]}`{more}")
        return found


def read_attributes(path: Path) -> AttributeTable:
    """The table in a file: cells by commas, semicolons, tabs or spaces. CelebA's own file has the number of its lines above the header.

    Raises AttributeTableError.
    """
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise AttributeTableError(f"it cannot be read: {error}") from error
    if lines and lines[0].strip().isdigit():
        lines = lines[1:]
    if len(lines) < 2:
        raise AttributeTableError("it has no header with lines below it")
    rows = list(_cells(lines))
    header, width = rows[0], len(rows[1])
    names = header[1:] if len(header) == width else header
    if len(names) != width - 1 or not names:
        raise AttributeTableError(f"its header has {len(header)} cells, but line 2 has {width}")
    found = {}
    for number, row in enumerate(rows[1:], 2):
        if len(row) != width:
            raise AttributeTableError(f"line {number} has {len(row)} cells, but the others have {width}")
        found[os.path.splitext(row[0])[0]] = _numbers(row[1:], names, number)
    return AttributeTable(names=tuple(names), rows=found)


def _cells(lines: Sequence[str]) -> Iterable[list[str]]:
    separator = next((one for one in (",", ";", "\t") if one in lines[1]), None)
    if separator is None:
        return (line.split() for line in lines)
    return ([cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator))


def _numbers(cells: Sequence[str], names: Sequence[str], line: int) -> tuple[float, ...]:
    made = []
    for cell, name in zip(cells, names, strict=True):
        try:
            number = float(cell)
        except ValueError:
            raise AttributeTableError(f"line {line} has `{cell}` for `{name}`, which is no number") from None
        if number != number or abs(number) == float("inf"):
            raise AttributeTableError(f"line {line} has `{cell}` for `{name}`, which is no number")
        made.append(0.0 if number == -1 else number)
    return tuple(made)
