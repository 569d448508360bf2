"""Distances of the columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.columns import Column, columns_of
from gancompile.runtime.evaluation.context import Context


def measure(context: Context) -> dict[str, float]:
    """Kolmogorov's distance of numbers, a missing one being a value of its own; total variation of categories."""
    assert context.encoding is not None
    reals, samples = (columns_of(one.first(), context.encoding) for one in (context.reals, context.samples))
    by_name = {column.name: column for column in samples}
    found = [distance(column, by_name[column.name]) for column in reals if column.name in by_name]
    return {"marginals": float(np.mean(found)), "marginals_worst": float(np.max(found))}


def distance(a: Column, b: Column) -> float:
    """From 0 to 1."""
    if a.numbers is not None and b.numbers is not None:
        return kolmogorov(*(np.nan_to_num(one, nan=-np.inf) for one in (a.numbers, b.numbers)))
    values = np.unique(np.concatenate([a.cells, b.cells]))
    shares = [(one.cells[:, None] == values[None]).mean(axis=0) for one in (a, b)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def kolmogorov(a: NDArray[Any], b: NDArray[Any]) -> float:
    """The largest difference of the two distribution functions."""
    both = np.sort(np.concatenate([a, b]))
    left, right = (np.searchsorted(np.sort(one), both, side="right") / len(one) for one in (a, b))
    return float(np.abs(left - right).max())
