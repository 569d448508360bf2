"""Weights & Biases: a run of a project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from gancompile.runtime.trackers.dashboard_tag import SPEED, dashboard_tag
from gancompile.runtime.trackers.run_file import RunFile
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.training import Record

FINISHED, STOPPED = 0, 255
"""Exit codes, which W&B shows as `finished` and `killed`."""
SECONDS_TO_FINISH = 120
"""After which a training without network ends all the same; `wandb sync` uploads the rest."""


def begin(
    run: TrackedRun, *,
    project: str | None = None, entity: str | None = None, mode: str | None = None, tags: Sequence[str] = (),
) -> WandbRun:  # fmt: skip
    """A new run, or, where the training resumes, the run that `logs/wandb.json` remembers. Without a mode, WANDB_MODE decides."""
    # Its crash reports would go to a third party.
    os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
    import wandb

    file = RunFile(run.logs / "wandb.json", round=run.round)
    id = file.read()
    run.logs.mkdir(parents=True, exist_ok=True)
    begun = wandb.init(
        project=project or run.name,
        entity=entity,
        mode=mode,
        tags=list(tags),
        name=run.name,
        id=id,
        resume="allow" if id else None,
        reinit="create_new",  # A notebook may have a run of its own.
        dir=str(run.logs),
        config=dict(run.hyperparameters),
        allow_val_change=True,
        settings=wandb.Settings(console="off", quiet=True, disable_git=True, finish_timeout=SECONDS_TO_FINISH),
    )
    file.write(begun.id, project=begun.project, entity=begun.entity or None, url=None if begun.offline else begun.url)
    return WandbRun(begun, run)


class WandbRun:
    """Logs by round. begun: a `wandb.Run`. Rounds that it holds already are left out: a resumed training repeats them exactly."""

    def __init__(self, begun: Any, run: TrackedRun) -> None:
        self._run, self._states = begun, run.states
        self._next_round = begun.step if begun.resumed else 0

    def add_record(self, record: Record) -> None:
        numbers = {dashboard_tag(name, self._states): value for name, value in record.logs.items()}
        self._log({**numbers, SPEED: record.rounds_per_second, "phase": record.phase}, record.round)

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        import wandb

        self._log({"samples": wandb.Image(pixels)}, round)

    def close(self, *, finished: bool) -> None:
        self._run.finish(exit_code=FINISHED if finished else STOPPED)

    def _log(self, values: dict[str, object], round: int) -> None:
        if round >= self._next_round:
            self._run.log(values, step=round)
