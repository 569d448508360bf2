"""Distance of autocorrelations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import Context

MOST = 5000


def measure(context: Context, *, lags: int) -> dict[str, float]:
    """The mean absolute difference of the autocorrelations at lags from 1 on."""
    both = [one.first(min(MOST, one.number)).array for one in (context.reals, context.samples)]
    most = max(1, min(lags, both[0].shape[1] // 2))
    left, right = (autocorrelations(one, most) for one in both)
    return {"autocorrelation": float(np.abs(left - right).mean())}


def autocorrelations(series: NDArray[Any], lags: int) -> NDArray[np.float64]:
    """[lags, channels]: the correlation of a value with that some steps later, over all windows. series: [number, steps, channels].

    0 of a channel that does not vary.
    """
    values = np.asarray(series, np.float64)
    centred = values - values.mean(axis=(0, 1))
    variance = (centred**2).mean(axis=(0, 1))
    products = np.stack([(centred[:, lag:] * centred[:, :-lag]).mean(axis=(0, 1)) for lag in range(1, lags + 1)])
    found: NDArray[np.float64] = np.divide(products, variance, out=np.zeros_like(products), where=variance > 0)
    return found
