"""The cells of a column as values, by the kind of the column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gancompile.catalogue.sources.number_form import parse_number
from gancompile.catalogue.sources.table.date_form import parse_date
from gancompile.catalogue.sources.table.missing import is_missing


def missing_cells(cells: Sequence[str], column: Mapping[str, Any]) -> list[bool]:
    """Which cells hold nothing. column: an entry of the encoding."""
    among_words = column["kind"] in ("category", "label")
    return [is_missing(cell, among_words=among_words) for cell in cells]


def values_of(cells: Sequence[str], column: Mapping[str, Any]) -> list[Any]:
    """The cells as numbers, as days or seconds, or as words, None where there is none; an imputed column has its usual value there.

    Raises ValueError for a cell that is no such value.
    """
    usual = column.get("usual")
    return [
        usual if missing else _value(cell, column)
        for cell, missing in zip(cells, missing_cells(cells, column), strict=True)
    ]


def _value(cell: str, column: Mapping[str, Any]) -> Any:
    match column["kind"]:
        case "number":
            value: Any = parse_number(cell, column["mark"])
        case "date":
            value = parse_date(cell, column["form"])
        case _:
            return cell
    if value is None:
        raise ValueError(f"`{cell}` is no {column['kind']} of `{column['name']}`")
    return value
