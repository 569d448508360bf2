"""A trial of Ray Tune: the builds of one combination, one for each seed, at the same time."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ray import tune

from gancompile.sweep.build_process import SECONDS_BETWEEN_LOOKS, BuildCommand, BuildProcess, Event
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.results import read_results

ROUND, OUTCOMES = "round", "outcomes"
"""Of what a trial reports, beside its metric."""

Commands = Mapping[str, BuildCommand]
"""The builds of a combination by the name of the run."""


class BuildTrial(tune.Trainable):  # type: ignore[misc]
    """Reports the mean of a metric over the builds, at each round at which all of them have it, and at the end."""

    def setup(
        self, config: Mapping[str, str], plan: Mapping[str, Commands], metric: str, is_higher_better: bool
    ) -> None:
        """plan: the builds of each combination. metric: what is reported, under its name."""
        self._commands = plan[config["combination"]]
        self._builds = {name: BuildProcess(command) for name, command in self._commands.items()}
        self._values: dict[str, dict[int, float]] = {name: {} for name in self._builds}
        self._ended: dict[str, Outcome] = {}
        self._metric, self._worst = metric, -math.inf if is_higher_better else math.inf
        self._reported = 0

    def step(self) -> dict[str, Any]:
        """Waits for the next number, or for the end."""
        while True:
            self._look()
            if len(self._ended) == len(self._builds):
                return self._final()
            round = self._next_round()
            if round is not None:
                self._reported = round
                return self._result(round, [values[round] for values in self._values.values()])
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def cleanup(self) -> None:
        """Stops the builds that still run, after a checkpoint, and waits for their end."""
        for name, build in self._builds.items():
            if name not in self._ended:
                build.stop()
        while len(self._ended) < len(self._builds):
            self._look()
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def save_checkpoint(self, checkpoint_dir: str) -> dict[str, int]:
        """Nothing of its own: the builds have their checkpoints."""
        return {ROUND: self._reported}

    def load_checkpoint(self, checkpoint: dict[str, int] | None) -> None:
        """Nothing: a build goes on by itself."""

    def _look(self) -> None:
        for name, build in self._builds.items():
            outcome = build.poll() if name not in self._ended else None
            for event in build.events():
                self._take(name, event)
            if outcome is not None:
                self._ended[name] = outcome

    def _take(self, name: str, event: Event) -> None:
        value = event.get(self._metric)
        if event.get("event") != "progressed" or event["round"] >= event["rounds"]:
            return  # of the last round is reported what the finished build has, for a scheduler may end a trial at it
        if isinstance(value, int | float) and math.isfinite(value):
            self._values[name][int(event["round"])] = float(value)

    def _next_round(self) -> int | None:
        """The newest round at which all builds have the metric, if it has not been reported."""
        common = set.intersection(*(set(values) for values in self._values.values()))
        newest = max(common, default=0)
        return newest if newest > self._reported else None

    def _final(self) -> dict[str, Any]:
        is_whole = all(one.state is State.FINISHED for one in self._ended.values())
        folders = [one.folder for one in self._commands.values()] if is_whole else []
        numbers = [read_results(folder, also=self._metric).numbers for folder in folders]
        values = [one[self._metric] for one in numbers if self._metric in one]
        rounds = max([self._reported, *(one.round for one in self._ended.values())])
        return {**self._result(rounds, values or [self._worst]), OUTCOMES: self._ended, "done": True}

    def _result(self, round: int, values: Sequence[float]) -> dict[str, Any]:
        return {ROUND: round, self._metric: statistics.fmean(values)}
