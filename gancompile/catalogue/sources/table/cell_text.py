"""Sampled values as the cells of a file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any


def cell_texts(values: Iterable[Any], column: Mapping[str, Any]) -> list[str]:
    """The cells of a column, numbers with the decimals and the decimal mark of the data, missing ones empty.

    values: as `decode_rows` gives them.
    """
    if column["kind"] != "number":
        return [*map(str, values)]
    return [_number(float(value), column).replace(".", column["mark"]) for value in values]


def _number(value: float, column: Mapping[str, Any]) -> str:
    if math.isnan(value):
        return ""
    fixed = column["fixed"]
    if column["whole"]:
        return f"{value:.{fixed or 0}f}"
    # Graphs divide by a power of ten as they please, and may be off by the last bit.
    rounded = round(value, column["decimals"])
    return repr(rounded) if fixed is None else f"{rounded:.{min(fixed, column['decimals'])}f}"
