"""MLflow, with a store in a file."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.trackers.kinds.mlflow import begin

pytest.importorskip("mlflow", reason="the extra gancompile[mlflow] is not installed")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new store; artifacts go into the working folder."""
    monkeypatch.chdir(tmp_path)
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


def points(tracker: Any, name: str) -> list[tuple[int, float]]:
    return [(metric.step, metric.value) for metric in tracker._client.get_metric_history(tracker._id, name)]


def test_a_run_has_hyperparameters_records_and_pictures(
    store: str, run_from: Callable[..., Any], record: Callable[..., Any], pixels: np.ndarray
) -> None:
    tracker = begin(run_from(), experiment="gans", tracking_uri=store, tags=["ring"])
    tracker.add_picture(0, pixels)
    tracker.add_record(record(1, {"generator_loss": 0.5, "D(G(z))": math.nan}))
    tracker.add_record(record(2, {"generator_loss": 0.25, "D(G(z))": 0.5}))
    tracker.close(finished=True)
    run = tracker._client.get_run(tracker._id)
    assert (run.info.run_name, run.info.status, run.data.tags["ring"]) == ("tiny", "FINISHED", "true")
    assert tracker._client.get_experiment(run.info.experiment_id).name == "gans"
    assert run.data.params == {"batch": "16", "generator.optimizer": "adam", "generator.learning_rate": "0.001"}
    assert points(tracker, "losses/generator_loss") == [(1, 0.5), (2, 0.25)]
    first, second = points(tracker, "scores/D_G_z")
    assert math.isnan(first[1])
    assert second == (2, 0.5)
    assert list(Path().rglob("samples*.png"))


def test_a_resumed_training_continues_the_same_run_without_doubled_points(
    store: str, run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    tracker = begin(run_from(), tracking_uri=store)
    for round in (1, 2, 3):
        tracker.add_record(record(round))
    tracker.close(finished=False)
    assert tracker._client.get_run(tracker._id).info.status == "KILLED"
    again = begin(run_from(round=2), tracking_uri=store)
    for round in (3, 4):
        again.add_record(record(round))
    again.close(finished=True)
    assert again._id == tracker._id == json.loads((run_from().logs / "mlflow.json").read_text())["id"]
    assert [step for step, _ in points(again, "losses/generator_loss")] == [1, 2, 3, 4]
    assert begin(run_from(), tracking_uri=store)._id != tracker._id


def test_a_run_that_the_store_does_not_have_is_begun_anew(store: str, run_from: Callable[..., Any]) -> None:
    tracker = begin(run_from(), tracking_uri=store)
    other = begin(run_from(round=2), tracking_uri=store.replace("mlflow.db", "other.db"))
    assert other._id != tracker._id


def test_its_telemetry_is_off(store: str, run_from: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_DISABLE_TELEMETRY", raising=False)
    begin(run_from(), tracking_uri=store)
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
