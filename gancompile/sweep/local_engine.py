"""Builds of a sweep in order on this machine, one at a time or several."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from gancompile.sweep.build_process import SECONDS_BETWEEN_LOOKS, BuildCommand, BuildProcess
from gancompile.sweep.interruption import interruption
from gancompile.sweep.listener import Listener
from gancompile.sweep.run import Run


def train_locally(runs: Sequence[tuple[Run, Sequence[str]]], listener: Listener, *, jobs: int = 1) -> None:
    """Builds runs, each with the arguments of its build. jobs: how many at a time.

    KeyboardInterrupt stops the builds after a checkpoint, and is raised again once all have ended.
    """
    waiting, active = deque(runs), dict[Run, BuildProcess]()
    with interruption():
        try:
            while waiting or active:
                while waiting and len(active) < jobs:
                    run, arguments = waiting.popleft()
                    active[run] = BuildProcess(build_command(run, arguments))
                    listener.started(run)
                _look(active, listener)
        except KeyboardInterrupt:
            _stop(active, listener)
            raise


def build_command(run: Run, arguments: Sequence[str]) -> BuildCommand:
    """The command of a build in the working folder."""
    return BuildCommand(
        arguments=arguments, folder=run.folder.absolute(), log=run.log.absolute(), cwd=Path.cwd()
    )  # fmt: skip


def _look(active: dict[Run, BuildProcess], listener: Listener) -> None:
    """Hands on what builds have reported, and takes away those that have ended."""
    outcomes = {run: process.poll() for run, process in active.items()}
    for run, outcome in outcomes.items():
        for event in active[run].events():
            listener.progressed(run, event)
        if outcome is not None:
            del active[run]
            listener.ended(run, outcome)
    if all(outcome is None for outcome in outcomes.values()):
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _stop(active: dict[Run, BuildProcess], listener: Listener) -> None:
    """Stops all builds, and waits for their end."""
    is_asked = True
    while active:
        try:
            if is_asked:
                is_asked = False
                _stop_each(active)
            _look(active, listener)
        except KeyboardInterrupt:
            is_asked = True


def _stop_each(active: Mapping[Run, BuildProcess]) -> None:
    for process in active.values():
        process.stop()
