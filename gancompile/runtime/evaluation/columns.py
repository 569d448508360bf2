"""The columns of tables and series as numbers and categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.table.date_form import parse_date
from gancompile.runtime.evaluation.examples import Examples

Encoding = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """numbers: [rows] float64, NaN where a cell is missing; or categories: [rows] texts."""

    name: str
    numbers: NDArray[np.float64] | None = None
    categories: NDArray[np.str_] | None = None

    @property
    def cells(self) -> NDArray[Any]:
        """Whichever of both it has."""
        found = self.numbers if self.numbers is not None else self.categories
        assert found is not None
        return found


def columns_of(examples: Examples, encoding: Encoding) -> list[Column]:
    """The columns of a table in their order, dates as numbers; of a series, its channels over all windows and steps."""
    if not isinstance(examples.values, Mapping):
        flat = examples.array.reshape(-1, examples.array.shape[-1]).astype(np.float64)
        names = [str(one.get("name", number)) for number, one in enumerate(encoding["channels"])]
        return [Column(name=name, numbers=flat[:, number]) for number, name in enumerate(names)]
    known = {one["name"]: one for one in encoding["columns"]}
    return [_column(name, np.asarray(values), known[name]) for name, values in examples.values.items()]


def _column(name: str, values: NDArray[Any], described: Mapping[str, Any]) -> Column:
    if described["kind"] == "number":
        return Column(name=name, numbers=values.astype(np.float64))
    if described["kind"] == "date":
        return Column(name=name, numbers=np.array([_date(str(one), described["form"]) for one in values]))
    return Column(name=name, categories=values.astype(np.str_))


def _date(cell: str, form: str) -> float:
    found = parse_date(cell, form) if cell else None
    return np.nan if found is None else float(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnScale:
    """How a column becomes numbers of one size. middle, deviation: of numbers. categories: of the others."""

    name: str
    middle: float = 0.0
    deviation: float = 1.0
    has_missing: bool = False
    categories: tuple[str, ...] | None = None

    def scaled(self, column: Column) -> NDArray[np.float32]:
        """[rows, width]: numbers by their deviation, and whether they are missing; categories as one-hot vectors over root 2.

        Two rows that differ in a category are then 1 apart, as two that differ in a number by its deviation.
        """
        if self.categories is not None:
            hot: NDArray[np.bool_] = column.cells[:, None] == np.array(self.categories)[None]
            made: NDArray[np.float32] = hot.astype(np.float32) * np.float32(np.sqrt(0.5))
            return made
        missing = np.isnan(column.cells)
        scaled = np.where(missing, 0.0, (column.cells - self.middle) / self.deviation)
        parts = [scaled, missing.astype(np.float64)] if self.has_missing else [scaled]
        return np.stack(parts, axis=1).astype(np.float32)


def scale_of(column: Column) -> ColumnScale:
    """The scale of a real column."""
    if column.categories is not None:
        return ColumnScale(name=column.name, categories=tuple(sorted(set(column.categories.tolist()))))
    numbers = column.cells
    present = numbers[~np.isnan(numbers)]
    deviation = float(present.std()) if len(present) else 1.0
    return ColumnScale(
        name=column.name,
        middle=float(present.mean()) if len(present) else 0.0,
        deviation=deviation or 1.0,
        has_missing=len(present) < len(numbers),
    )


def scaled_rows(columns: list[Column], scales: list[ColumnScale]) -> NDArray[np.float32]:
    """Rows as vectors: [rows, width]."""
    by_name = {column.name: column for column in columns}
    return np.concatenate([scale.scaled(by_name[scale.name]) for scale in scales], axis=1)
