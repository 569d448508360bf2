"""The width of a table's column in the vector of a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def width_of_column(column: Mapping[str, Any]) -> int:
    """One number for each category, or one for a column of numbers. column: an entry of the encoding."""
    return len(column["values"]) if column["kind"] == "category" else 1
