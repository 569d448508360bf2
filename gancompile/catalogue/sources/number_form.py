"""Numbers as people write them: decimal points and commas, thousands between separators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

LARGEST = 3e38
"""Close to the largest float32."""
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
SPACES = "'’ \u00a0\u2009\u202f"
"""Between thousands: in Switzerland an apostrophe, in France a narrow space."""
GROUPED = {
    ".": re.compile(rf"[+-]?(\d{{1,3}}([,{SPACES}])\d{{3}}(\2\d{{3}})*)(\.\d*)?"),
    ",": re.compile(rf"[+-]?(\d{{1,3}}([.{SPACES}])\d{{3}}(\2\d{{3}})*)(,\d*)?"),
}
COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?")
MARKED = re.compile(rf"[+-]?[\d{SPACES}]*[.,][\d.,{SPACES}]*")
CODE = re.compile(r"0\d+")


def decimal_mark(cells: Iterable[str]) -> str | None:
    """Whether a point or a comma stands before the decimals, as far as some cell shows it; None where none does, or cells differ.

    `1.234` and `1,234` show nothing: a thousand and more, or one and a bit.
    """
    found = {mark for cell in cells if (mark := _mark_of(cell))}
    return found.pop() if len(found) == 1 else None


def default_mark(cells: Iterable[str], of_others: str | None, separator: str) -> str:
    """The decimal mark of a column that does not show it: that of the file's other columns, else a point.

    `1,234` alone is a thousand and more where a comma separates cells, and one and a bit where it does not.
    """
    if of_others is not None:
        return of_others
    has_comma = separator != "," and any("," in cell and MARKED.fullmatch(cell) for cell in cells)
    return "," if has_comma else "."


def marks_of(columns: Mapping[str, Sequence[str]], separator: str) -> dict[str, str]:
    """The decimal mark of each column of a file: what it shows, else what the others show. separator: of the cells."""
    shown = {name: decimal_mark(cells) for name, cells in columns.items()}
    known = {mark for mark in shown.values() if mark}
    of_others = known.pop() if len(known) == 1 else None
    return {name: shown[name] or default_mark(cells, of_others, separator) for name, cells in columns.items()}


def _mark_of(cell: str) -> str | None:
    """The decimal mark that a cell shows."""
    points, commas = cell.count("."), cell.count(",")
    if not points + commas or not MARKED.fullmatch(cell):
        return None
    if points and commas:
        return "." if cell.rindex(".") > cell.rindex(",") else ","
    mark, other, times = (".", ",", points) if points else (",", ".", commas)
    if times > 1:
        return other if GROUPED[other].fullmatch(cell) else None
    before, _, after = cell.partition(mark)
    before = before.lstrip("+-")
    is_group = len(after) == 3 and 0 < len(before) <= 3 and not before.startswith("0")
    return None if is_group else mark


def parse_number(cell: str, mark: str = ".") -> float | None:
    """The number of a cell; None where it is none. mark: before the decimals."""
    text = plain_number(cell, mark)
    if text is None:
        return None
    value = float(text)
    return value if abs(value) <= LARGEST else None


def plain_number(cell: str, mark: str) -> str | None:
    """A number as Python writes it; None for any other text."""
    cell = cell.replace("\u2212", "-")
    if mark == "." and PLAIN.fullmatch(cell):
        return cell
    if mark == "," and (COMMA.fullmatch(cell) or (PLAIN.fullmatch(cell) and "." not in cell)):
        return cell.replace(",", ".")
    if GROUPED[mark].fullmatch(cell):
        kept = "".join(letter for letter in cell if letter in f"+-0123456789{mark}")
        return kept.replace(",", ".")
    return None


def decimals_of(cell: str, mark: str) -> int:
    """How many decimals a number is written with."""
    text = plain_number(cell, mark) or "0"
    if "e" not in text.lower():
        return len(text.partition(".")[2])
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:
        return 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_code(cell: str) -> bool:
    """Whether a cell of digits has zeros in front, as postal codes and account numbers have: no number, for the zeros count."""
    return bool(CODE.fullmatch(cell))
