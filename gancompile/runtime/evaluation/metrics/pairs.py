"""Distances of pairs of columns."""

from __future__ import annotations

import numpy as np

from gancompile.runtime.evaluation.columns import Column, columns_of
from gancompile.runtime.evaluation.context import Context

MOST_ROWS = 20_000


def measure(context: Context) -> dict[str, float]:
    """The mean absolute difference of the associations. Differs: association is of the kind that suits the pair, from -1 or 0 to 1."""
    assert context.encoding is not None
    reals, samples = (
        columns_of(one.first(min(MOST_ROWS, one.number)), context.encoding) for one in (context.reals, context.samples)
    )
    by_name = {column.name: column for column in samples}
    names = [column.name for column in reals if column.name in by_name]
    if len(names) < 2:
        return {"pairs": 0.0}
    own = {column.name: column for column in reals}
    found = [
        abs(association(own[a], own[b]) - association(by_name[a], by_name[b]))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    ]
    return {"pairs": float(np.mean(found))}


def association(a: Column, b: Column) -> float:
    """Pearson's correlation of numbers, Cramér's V of categories, the correlation ratio of a number with a category.

    Rows in which a number is missing are left out; 0 where a column does not vary.
    """
    if a.numbers is not None and b.numbers is not None:
        return _correlation(a, b)
    if a.numbers is not None:
        return _ratio(a, b)
    return _ratio(b, a) if b.numbers is not None else _cramer(a, b)


def _correlation(a: Column, b: Column) -> float:
    known = ~(np.isnan(a.cells) | np.isnan(b.cells))
    x, y = a.cells[known], b.cells[known]
    if len(x) < 2 or x.std() == 0 or y.std() == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def _ratio(number: Column, category: Column) -> float:
    """The root of the share of a number's variance that the categories explain."""
    known = ~np.isnan(number.cells)
    x, groups = number.cells[known], category.cells[known]
    if len(x) < 2 or x.var() == 0:
        return 0.0
    between = sum((groups == one).mean() * (x[groups == one].mean() - x.mean()) ** 2 for one in np.unique(groups))
    return float(np.sqrt(between / x.var()))


def _cramer(a: Column, b: Column) -> float:
    rows, i = np.unique(a.cells, return_inverse=True)
    columns, j = np.unique(b.cells, return_inverse=True)
    if min(len(rows), len(columns)) < 2:
        return 0.0
    counts = np.zeros((len(rows), len(columns)))
    np.add.at(counts, (i, j), 1)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    chi = ((counts - expected) ** 2 / expected).sum()
    return float(np.sqrt(chi / counts.sum() / (min(counts.shape) - 1)))
