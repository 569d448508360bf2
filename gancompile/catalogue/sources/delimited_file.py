"""Files of cells between separators: CSV, TSV, and the like."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.file_text import NoTextError, file_text
from gancompile.catalogue.sources.source_facts import SourceProblem

SEPARATORS = ("\t", ";", "|", ",")
"""In the order in which they are preferred where several split all lines alike: a comma stands in texts and in numbers, too."""
LOOKED_AT = 200
"""Lines by which the separator is found."""
LISTED = 3
NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n')
"""The first line that Excel writes and heeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedFile:
    """header, rows: cells without the spaces around them, as many in each row as in the header. lines: the line where each row begins."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    separator: str


def read_delimited(path: Path, separator: str | None = None) -> DelimitedFile | SourceProblem:
    """The cells of a file with a header. Lines without any are skipped. separator: found where it is None."""
    try:
        text = file_text(path)
        named = NAMED_SEPARATOR.match(text)
        before, text = (1, text[named.end() :]) if named else (0, text)
        separator = separator or (named[1] if named else find_separator(text))
        rows, lines = _rows(text, separator, before)
    except NoTextError as error:
        help = "save it as CSV, such as UTF-8 with commas"
        return SourceProblem(
            position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read as a table: {error}", help=help
        )
    except (OSError, csv.Error) as error:
        return SourceProblem(
            position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read as a table: {error}"
        )
    if not rows:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` is empty")
    if not rows[0][-1] and all(len(row) == len(rows[0]) and not row[-1] for row in rows):
        # Each line ends with a separator.
        rows = [row[:-1] for row in rows]
    header, *rows = rows
    problem = _ragged(header, rows, lines[1:], path) or _repeated_header(header, rows, lines[1:], path)
    if problem is not None:
        return problem
    if not rows:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` has a header and no rows")
    return DelimitedFile(header=header, rows=rows, lines=lines[1:], separator=separator)


def find_separator(text: str) -> str:
    """The separator that splits most lines into as many cells as the first, at least two; a comma where there is none.

    Python's `csv.Sniffer` takes letters for separators and raises for a single column, and is of no help here.
    """
    best, found = 0.0, ","
    for separator in SEPARATORS:
        rows = [row for row in islice(_reader(text, separator), LOOKED_AT) if row]
        if rows and len(rows[0]) > 1:
            share = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
            best, found = (share, separator) if share > best else (best, found)
    return found


def _reader(text: str, separator: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)


def _rows(text: str, separator: str, before: int) -> tuple[list[list[str]], list[int]]:
    """All rows that hold something, and the line where each begins. before: lines in front of the text."""
    reader = _reader(text, separator)
    rows: list[list[str]] = []
    lines, line = [], 0
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells) or (len(cells) > 1 and not rows):
            rows.append(cells)
            lines.append(before + line + 1)
        line = reader.line_num
    return rows, lines


def _ragged(
    header: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int], path: Path
) -> SourceProblem | None:
    found = [(line, len(row)) for line, row in zip(lines, rows, strict=True) if len(row) != len(header)]
    if not found:
        return None
    line, number = found[0]
    message = f"line {line} of `{path.name}` has {cells(number)}, but the header has {len(header)}"
    more = ", ".join(f"line {line} ({number})" for line, number in found[1 : LISTED + 1])
    rest = f", and {len(found) - 1 - LISTED:,} more" if len(found) > LISTED + 1 else ""
    help = "mend that line; a cell that contains the separator stands in quotes"
    return SourceProblem(
        position=ArgumentPosition("file"),
        message=message,
        help=f"{help}. The same holds for {more}{rest}" if more else help,
    )


def _repeated_header(
    header: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int], path: Path
) -> SourceProblem | None:
    if len(header) < 2:
        return None
    line = next((line for line, row in zip(lines, rows, strict=True) if row == header), None)
    if line is None:
        return None
    message = f"line {line} of `{path.name}` is the header once more"
    return SourceProblem(
        position=ArgumentPosition("file"),
        message=message,
        help="take that line out: the rows of several files stand under one header",
    )


def cells(number: int) -> str:
    return f"{number} cell" if number == 1 else f"{number} cells"
