"""Weights & Biases, without network."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.trackers.kinds.wandb import WandbRun, begin

pytest.importorskip("wandb", reason="the extra gancompile[wandb] is not installed")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANDB_MODE", "offline")


def test_a_run_has_hyperparameters_records_and_pictures(
    run_from: Callable[..., Any], record: Callable[..., Any], pixels: np.ndarray
) -> None:
    tracker = begin(run_from(), project="gans", tags=["ring"])
    run = tracker._run
    tracker.add_picture(0, pixels)
    tracker.add_record(record(1, {"generator_loss": 0.5, "D(x)": math.nan}))
    tracker.add_record(record(2, {"generator_loss": 0.25, "D(x)": math.inf}))
    logged, step = {*run.summary.keys()}, run.step
    tracker.close(finished=True)
    assert (run.project, run.name, run.tags) == ("gans", "tiny", ("ring",))
    assert dict(run.config) == run_from().hyperparameters
    assert {"losses/generator_loss", "scores/D(x)", "speed/rounds_per_second", "phase", "samples"} <= logged
    assert step == 2
    assert list((run_from().logs / "wandb").rglob("*.png"))


def test_a_resumed_training_continues_the_same_run(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    ids = []
    for round in (0, 2, 0):
        tracker = begin(run_from(round))
        tracker.add_record(record(round + 1))
        tracker.close(finished=round == 2)
        ids.append(tracker._run.id)
    assert ids[0] == ids[1] != ids[2]
    assert json.loads((run_from().logs / "wandb.json").read_text())["id"] == ids[2]


def test_a_run_of_the_user_stays_as_it_is(run_from: Callable[..., Any], tmp_path: Path) -> None:
    import wandb

    with wandb.init(project="mine", dir=str(tmp_path)) as mine:
        tracker = begin(run_from())
        tracker.close(finished=True)
        assert tracker._run.id != mine.id
        assert wandb.run is mine


def test_the_mode_of_the_spec_goes_before_that_of_the_environment(run_from: Callable[..., Any]) -> None:
    tracker = begin(run_from(), mode="disabled")
    tracker.close(finished=True)
    assert tracker._run.disabled


class Resumed:
    """A run of the service, which has the rounds before `step`."""

    step, resumed = 4, True

    def __init__(self) -> None:
        self.rounds: list[int] = []

    def log(self, values: dict[str, Any], step: int) -> None:
        self.rounds.append(step)


def test_rounds_that_the_service_has_are_not_sent_again(
    run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    run = Resumed()
    tracker = WandbRun(run, run_from(round=2))
    for round in (3, 4, 5):
        tracker.add_record(record(round))
    assert run.rounds == [4, 5]
