"""MLflow: a run of an experiment."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from gancompile.runtime.trackers.dashboard_tag import SPEED, dashboard_tag
from gancompile.runtime.trackers.run_file import RunFile
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.training import Record

ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # A server that is gone would hold the training up for minutes, by default.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
}
"""What MLflow reads, unless the user has set it."""
MOST_CHARACTERS, MOST_PARAMETERS = 6000, 100
"""Of a parameter, and of one request."""


def begin(
    run: TrackedRun, *, experiment: str | None = None, tracking_uri: str | None = None, tags: Sequence[str] = ()
) -> MlflowRun:
    """A new run, or, where the training resumes, the run that `logs/mlflow.json` remembers."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=tracking_uri)
    file = RunFile(run.logs / "mlflow.json", round=run.round)
    id = _resumed(client, file.read()) or _created(client, experiment or run.name, run, tags)
    file.write(id, experiment=experiment or run.name)
    begun = MlflowRun(client, id, run)
    begun.add_parameters(run)
    return begun


class MlflowRun:
    """Logs by round. Rounds that the run holds already are left out: a resumed training repeats them exactly."""

    def __init__(self, client: Any, id: str, run: TrackedRun) -> None:
        self._client, self._id, self._states = client, id, run.states
        history = client.get_metric_history(id, SPEED) if run.round else []
        self._last_round = max((metric.step for metric in history), default=-1)

    def add_parameters(self, run: TrackedRun) -> None:
        """The hyperparameters; MLflow keeps the first value of each."""
        from mlflow.entities import Param

        known = self._client.get_run(self._id).data.params
        added = {_name(name): str(value)[:MOST_CHARACTERS] for name, value in run.hyperparameters.items()}
        params = [Param(name, value) for name, value in added.items() if name not in known]
        for first in range(0, len(params), MOST_PARAMETERS):
            self._client.log_batch(self._id, params=params[first : first + MOST_PARAMETERS])

    def add_record(self, record: Record) -> None:
        from mlflow.entities import Metric

        if record.round <= self._last_round:
            return
        now = int(time.time() * 1000)
        numbers = {dashboard_tag(name, self._states): value for name, value in record.logs.items()}
        metrics = [
            Metric(_name(name), value, now, record.round)
            for name, value in {**numbers, SPEED: record.rounds_per_second}.items()
        ]
        self._client.log_batch(self._id, metrics=metrics)

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        if round > self._last_round:
            self._client.log_image(self._id, pixels, key="samples", step=round)

    def close(self, *, finished: bool) -> None:
        self._client.set_terminated(self._id, status="FINISHED" if finished else "KILLED")


def _resumed(client: Any, id: str | None) -> str | None:
    """The run of that id, running again; None where the store has none."""
    from mlflow.exceptions import MlflowException

    if id is None:
        return None
    try:
        client.update_run(id, status="RUNNING")
    except MlflowException:
        return None
    return id


def _created(client: Any, experiment: str, run: TrackedRun, tags: Sequence[str]) -> str:
    found = client.get_experiment_by_name(experiment)
    experiment_id = found.experiment_id if found else client.create_experiment(experiment)
    created = client.create_run(experiment_id, run_name=run.name, tags=dict.fromkeys(tags, "true"))
    id: str = created.info.run_id
    return id


def _name(name: str) -> str:
    """The name as MLflow takes it, which has no parentheses and few signs: `scores/D(G(z))` is `scores/D_G_z`."""
    return re.sub(r"[^/\w.\- ]+", "_", name).strip("_")
