"""Conditions of a table: one category of one column that is asked for, one-hot like the row.

Source: Xu et al. 2019 (arXiv 1907.00503), section 4.3, conditional vector and training-by-sampling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.table.width import width_of_column

Encoding = Mapping[str, Any]
Array = NDArray[np.float32]


def draw_pairs(rows: Array, encoding: Encoding, seed: int = 0) -> tuple[Array, Array]:
    """Rows and the condition that each is an example of: [columns of categories * rows, width] each.

    For each column as many categories are drawn as there are rows, by the logarithm of how often they are there, and for each of them a
    row that has it. Differs: the pairs are drawn once, not anew for each batch; zeros stand at the numbers.
    """
    random = np.random.default_rng(seed)
    chosen, conditions = [], []
    for at, shares in _columns(encoding).values():
        part = rows[:, at : at + len(shares)]
        weights = np.log1p(part.sum(axis=0))
        for category in random.choice(len(shares), len(rows), p=weights / weights.sum()):
            chosen.append(random.choice(np.flatnonzero(part[:, category])))
            conditions.append(at + category)
    return rows[chosen], _one_hot(conditions, rows.shape[1])


def draw_conditions(encoding: Encoding, number: int, seed: int) -> Array:
    """Conditions by how often the categories are there: [number, width]. Fewer are the first of more."""
    columns = list(_columns(encoding).values())
    places = []
    for column, level in np.random.default_rng(seed).random((number, 2)):
        at, shares = columns[int(column * len(columns))]
        places.append(at + min(int(np.searchsorted(np.cumsum(shares), level, side="right")), len(shares) - 1))
    return _one_hot(places, _width(encoding))


def condition_of(encoding: Encoding, written: str) -> Array:
    """The condition that is written `column=category`: [width]. Raises KeyError, whose text says what there is instead."""
    name, _, value = written.partition("=")
    columns = _columns(encoding)
    if name not in columns:
        raise KeyError(
            f"`{written}` names no column: conditions are such as `{next(iter(columns))}=...`, of {', '.join(columns)}"
        )
    values = next(column["values"] for column in encoding["columns"] if column["name"] == name)
    if value not in values:
        raise KeyError(f"`{name}` has no category `{value}`: it has {', '.join(values)}")
    return np.asarray(_one_hot([columns[name][0] + values.index(value)], _width(encoding))[0])


def _columns(encoding: Encoding) -> dict[str, tuple[int, Sequence[float]]]:
    """Where in the row the categories of each column begin, and the share of each."""
    found, at = {}, 0
    for column in encoding["columns"]:
        if column["name"] in encoding["conditions"]:
            found[column["name"]] = (at, encoding["conditions"][column["name"]])
        at += width_of_column(column)
    return found


def _width(encoding: Encoding) -> int:
    return sum(map(width_of_column, encoding["columns"]))


def _one_hot(places: Sequence[int], size: int) -> Array:
    made = np.zeros((len(places), size), np.float32)
    made[np.arange(len(places)), list(places)] = 1
    return made
