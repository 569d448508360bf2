"""The parts of a table's column in the vector of a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def parts_of_column(column: Mapping[str, Any]) -> tuple[int, ...]:
    """The sizes of a column's parts: 1 for a number in [-1, 1], more for one-hot choices. column: an entry of the encoding.

    A column of words is one choice. A number or a date is one number, and beside it, where there are several cases, the choice among
    them: the modes in which the number lies, and the values that stand for themselves, such as a missing one. Labels have no part.
    """
    match column["kind"]:
        case "label":
            return ()
        case "category":
            return (len(column["values"]),)
    cases = len(column["modes"]) + len(column["points"])
    numbers = (1,) if column["modes"] or cases == 1 else ()
    return (*numbers, cases) if cases > 1 else numbers


def width_of_column(column: Mapping[str, Any]) -> int:
    """How many numbers of a row a column takes."""
    return sum(parts_of_column(column))
