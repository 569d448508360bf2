"""Modes of a known mixture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.evaluation.context import Mixture
from gancompile.runtime.evaluation.metrics import modes

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])
MIXTURE = Mixture(centres=CENTRES, deviation=0.1)


def test_modes_are_hit_or_missed(context_of: Callable[..., Any]) -> None:
    samples = np.concatenate([np.tile(CENTRES[0], (600, 1)), np.tile(CENTRES[1], (300, 1)), np.full((100, 2), 5.0)])
    found = modes.measure(context_of(samples, samples, mixture=MIXTURE), deviations=3, least=0.08)
    assert found["modes"] == 2
    assert found["high_quality"] == pytest.approx(0.9)


def test_equal_shares_have_no_divergence(context_of: Callable[..., Any]) -> None:
    samples = CENTRES[np.arange(1000) % 4] + np.random.default_rng(0).normal(size=(1000, 2)) * 0.1
    found = modes.measure(context_of(samples, samples, mixture=MIXTURE), deviations=3, least=0.08)
    assert found["modes"] == 4
    assert found["modes_kl"] == pytest.approx(0, abs=1e-6)
    # Within three deviations in the plane are 1 - exp(-9/2) of a Gaussian.
    assert found["high_quality"] == pytest.approx(1 - np.exp(-4.5), abs=0.01)


def test_one_mode_alone_is_the_logarithm_of_their_number(context_of: Callable[..., Any]) -> None:
    samples = np.tile(CENTRES[2], (100, 1))
    found = modes.measure(context_of(samples, samples, mixture=MIXTURE), deviations=3, least=0.08)
    assert found["modes_kl"] == pytest.approx(np.log(4))
