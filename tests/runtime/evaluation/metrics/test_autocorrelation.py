"""Autocorrelations of series whose own are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.metrics import autocorrelation


def autoregressive(factor: float, seed: int) -> np.ndarray:
    """x_t = factor x_(t-1) + noise, whose correlation at a lag is factor^lag: [400, 64, 1]."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(400, 1)) / np.sqrt(1 - factor**2)
    steps = []
    for _ in range(64):
        x = factor * x + random.normal(size=x.shape)
        steps.append(x)
    return np.stack(steps, axis=1)


def test_it_is_the_power_of_the_factor() -> None:
    found = autocorrelation.autocorrelations(autoregressive(0.8, 0), 4)[:, 0]
    np.testing.assert_allclose(found, 0.8 ** np.arange(1, 5), atol=0.03)


def test_distance(context_of: Callable[..., Any]) -> None:
    reals = autoregressive(0.8, 0)
    near, far = (
        autocorrelation.measure(context_of(reals, one, kind="series"), lags=2)["autocorrelation"]
        for one in (autoregressive(0.8, 1), autoregressive(-0.8, 1))
    )
    assert near < 0.03
    assert far == pytest.approx((1.6 + 0) / 2, abs=0.05)


def test_a_channel_that_does_not_vary(context_of: Callable[..., Any]) -> None:
    still = np.ones((10, 8, 2))
    assert autocorrelation.measure(context_of(still, still, kind="series"), lags=16) == {"autocorrelation": 0.0}
