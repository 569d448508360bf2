"""Builds of a sweep over a Ray cluster, each a task on one of its nodes. The folder of the sweep is on storage that all nodes share."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from gancompile.environment.ray_cluster import EngineError, missing_resources, ray_cluster
from gancompile.pages import NoBuildError, read_build
from gancompile.sweep.build_process import BuildCommand, run_build
from gancompile.sweep.interruption import interruption
from gancompile.sweep.listener import Listener
from gancompile.sweep.local_engine import build_command
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.run import Run

RETRIES = 3
"""Of a task whose node has died; it goes on from the checkpoint of its build."""
SECONDS_BETWEEN_LOOKS = 1.0


def train_over_ray(
    runs: Sequence[tuple[Run, Sequence[str]]], listener: Listener, *,
    address: str | None = None, jobs: int | None = None, cpus: float = 1.0, gpus: float = 0.0,
) -> None:  # fmt: skip
    """Builds runs, each with the arguments of its build. jobs: how many at a time; what the cluster has room for where None.

    KeyboardInterrupt stops the builds after a checkpoint, and is raised again once all have ended. Raises EngineError.
    """
    with ray_cluster(address) as ray, interruption():
        lacking = missing_resources(ray, cpus=cpus, gpus=gpus)
        if lacking is not None:
            raise EngineError(lacking)
        task = ray.remote(num_cpus=cpus, num_gpus=gpus, max_retries=RETRIES)(_train)
        _Tasks(ray, task, listener).train(runs, jobs or len(runs))


def _train(command: BuildCommand) -> Outcome:
    """A task: a build on the node that it runs on."""
    return run_build(command)


class _Tasks:
    """The tasks of a sweep."""

    def __init__(self, ray: Any, task: Any, listener: Listener) -> None:
        self._ray, self._task, self._listener = ray, task, listener
        self._runs: dict[Any, Run] = {}
        self._rounds: dict[Run, int] = {}

    def train(self, runs: Sequence[tuple[Run, Sequence[str]]], jobs: int) -> None:
        waiting = deque(runs)
        try:
            while waiting or self._runs:
                while waiting and len(self._runs) < jobs:
                    run, arguments = waiting.popleft()
                    self._runs[self._task.remote(build_command(run, arguments))] = run
                    self._listener.started(run)
                self._look()
        except KeyboardInterrupt:
            self._stop()
            raise

    def _look(self) -> None:
        """Reports how far tasks have come, and takes away those that have ended."""
        ready, _ = self._ray.wait(list(self._runs), num_returns=1, timeout=SECONDS_BETWEEN_LOOKS)
        for reference in ready:
            run = self._runs.pop(reference)
            self._listener.ended(run, self._outcome(reference))
        for run in self._runs.values():
            self._report(run)

    def _outcome(self, reference: Any) -> Outcome:
        try:
            outcome: Outcome = self._ray.get(reference)
            return outcome
        except self._ray.exceptions.TaskCancelledError:
            return Outcome(state=State.STOPPED)
        except self._ray.exceptions.RayError as error:
            lines = str(error).strip().splitlines()
            return Outcome(
                state=State.FAILED, reason=f"Ray gave the run up: {lines[-1] if lines else type(error).__name__}"
            )

    def _report(self, run: Run) -> None:
        """The newest record of a build, from its folder."""
        try:
            records = read_build(run.folder).records
        except NoBuildError:
            return
        last: Mapping[str, Any] = records[-1] if records else {}
        if last and last["round"] != self._rounds.get(run):
            self._rounds[run] = last["round"]
            self._listener.progressed(run, {"event": "progressed", **last})

    def _stop(self) -> None:
        """Stops all builds after a checkpoint, and waits for their end."""
        for reference in self._runs:
            self._ray.cancel(reference, force=False)
        while self._runs:
            try:
                self._look()
            except KeyboardInterrupt:
                time.sleep(SECONDS_BETWEEN_LOOKS)
