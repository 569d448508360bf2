"""A spec of the zoo after a shorter training, by statistics of the data: two that its loss names, and two correlations that it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gancompile import load
from gancompile.catalogue.sources.series.builtin import BUILTIN

Windows = NDArray[np.float64]
"""[windows, steps, channels]."""


def statistics(windows: Windows) -> dict[str, NDArray[np.float64]]:
    """Mean and deviation of each channel, its correlation from step to step, and the correlations between channels at one step."""
    mean, deviation = windows.mean(axis=(0, 1)), windows.std(axis=(0, 1))
    scaled = (windows - mean) / deviation
    between = np.einsum("nti,ntj->ij", scaled, scaled) / (windows.shape[0] * windows.shape[1])
    return {
        "mean": mean,
        "deviation": deviation,
        "step to step": np.mean(scaled[:, 1:] * scaled[:, :-1], axis=(0, 1)),
        "between channels": between[np.triu_indices(windows.shape[2], 1)],
    }


WITHIN = {"mean": 0.3, "deviation": 0.4, "step to step": 0.2, "between channels": 0.25}


def far(made: Windows, data: Windows) -> set[str]:
    """The statistics that are further from those of the data than they may be."""
    found, expected = statistics(made), statistics(data)
    return {name for name, bound in WITHIN.items() if np.abs(found[name] - expected[name]).max() > bound}


@pytest.fixture(scope="module")
def data() -> Windows:
    steps = np.loadtxt(BUILTIN["autoregressive"], delimiter=",", skiprows=1)
    windows: Windows = np.lib.stride_tricks.sliding_window_view(steps, 12, axis=0).swapaxes(1, 2)
    return windows


def test_the_statistics_tell_other_series_from_the_data(data: Windows) -> None:
    random = np.random.default_rng(0)
    assert not far(data[::3], data)
    assert far(data + 1, data) == {"mean"}
    assert far(1.5 * data, data) == {"deviation"}
    assert far(random.permuted(data, axis=1), data) == {"step to step", "between channels"}
    apart = np.stack([data[random.permutation(len(data)), :, channel] for channel in range(3)], axis=2)
    assert far(apart, data) == {"between channels"}


@pytest.mark.slow
@pytest.mark.thorough
def test_timegan_makes_series_like_those_of_the_data(specs: Path, tmp_path: Path, data: Windows) -> None:
    from gancompile.runtime.sampling import sample

    shorter = [f"schedule.{phase}.steps={steps}" for phase, steps in enumerate((500, 200, 700))]
    load(specs / "timegan-autoregressive.yaml", set=shorter).build(tmp_path)
    made = np.asarray(sample(tmp_path, 1000, seed=1), np.float64)
    assert made.shape == (1000, 12, 3)
    assert not far(made, data), (statistics(made), statistics(data))
