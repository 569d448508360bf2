"""Rows of a table as vectors."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.table.gaussian_modes import REACH

Column = Mapping[str, Any]


def encode_rows(values: Mapping[str, Sequence[Any]], columns: Sequence[Column]) -> NDArray[np.float32]:
    """Rows as vectors [rows, width] float32. values: numbers, days or seconds, or words, by column; None for missing ones.

    A number is in [-1, 1] by its mode, and the case that it is of is one-hot beside it, where there are several. A category is one-hot;
    the only one of its column is 0, as is a number that is the same in all rows. Raises KeyError for an unknown category.
    """
    parts = [_encoded(values[column["name"]], column) for column in columns if column["kind"] != "label"]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def class_numbers(values: Sequence[Any], column: Column) -> NDArray[np.int32]:
    """Words as the numbers of their classes [rows] int32. Raises KeyError for an unknown one."""
    numbers = {value: number for number, value in enumerate(column["values"])}
    return np.array([numbers[value] for value in values], np.int32)


def _encoded(values: Sequence[Any], column: Column) -> NDArray[Any]:
    if column["kind"] == "category":
        return _one_hot(class_numbers(values, column), len(column["values"]))
    cases, encoded = _cases(np.array(values, np.float64), column)
    number = len(column["modes"]) + len(column["points"])
    parts = [encoded[:, None]] if column["modes"] or number == 1 else []
    return np.concatenate([*parts, *([_one_hot(cases, number)] if number > 1 else [])], axis=1)


def _cases(values: NDArray[np.float64], column: Column) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """The case of each number, and where in its mode it lies: [rows] each. values: NaN for missing ones."""
    modes, points = column["modes"], column["points"]
    cases = np.zeros(len(values), np.int64)
    encoded = np.zeros(len(values))
    if modes:
        cases = _drawn_modes(values, column)
        middle, half = np.array(modes)[cases, 0], np.array(modes)[cases, 1]
        encoded = np.clip((values - middle) / half, -1.0, 1.0)
    for place, point in enumerate(points):
        at = np.isnan(values) if point is None else values == point
        cases[at], encoded[at] = len(modes) + place, 0.0
    return cases, encoded


def _drawn_modes(values: NDArray[np.float64], column: Column) -> NDArray[np.int64]:
    """A mode for each number, drawn by how likely the number is in each; always the same draw for a column.

    Source: Xu et al. 2019 (arXiv 1907.00503), section 4.2.
    """
    middle, half, share = np.array(column["modes"]).T
    if len(middle) == 1:
        return np.zeros(len(values), np.int64)
    deviation = half / REACH
    values = np.where(np.isnan(values), middle[0], values)[:, None]
    logits = np.log(share / deviation) - 0.5 * ((values - middle) / deviation) ** 2
    noise = np.random.default_rng(zlib.crc32(column["name"].encode())).gumbel(size=logits.shape)
    return np.asarray((logits + noise).argmax(axis=1))


def _one_hot(numbers: NDArray[Any], size: int) -> NDArray[Any]:
    return np.asarray(np.eye(size)[numbers]) if size > 1 else np.zeros((len(numbers), 1))
