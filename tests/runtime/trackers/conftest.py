"""A training as trackers see it, and its records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gancompile.runtime.trackers import TrackedRun
from gancompile.runtime.training import Record

HYPERPARAMETERS = {"batch": 16, "generator.optimizer": "adam", "generator.learning_rate": 0.001}


@pytest.fixture
def run_from(tmp_path: Path) -> Callable[..., TrackedRun]:
    """The training in a folder from a round on; above 0, it resumes."""
    return lambda round=0: TrackedRun(
        name="tiny",
        logs=tmp_path / "logs",
        round=round,
        hyperparameters=HYPERPARAMETERS,
        players=("discriminator", "generator"),
        states=frozenset({"k"}),
    )


@pytest.fixture
def record() -> Callable[..., Record]:
    """A record after a round. logs: instead of two numbers."""

    def make(round: int, logs: dict[str, float] | None = None) -> Record:
        logs = {"generator_loss": round / 10, "D(x)": 0.5} if logs is None else logs
        return Record(
            phase="main", round=round, rounds=9, seconds=1.0, rounds_per_second=2.0, seconds_left=3.0, logs=logs
        )

    return make


@pytest.fixture
def pixels() -> np.ndarray:
    """A picture."""
    return np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
