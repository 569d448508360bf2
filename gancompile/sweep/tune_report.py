"""The progress of a search: what Ray Tune reports of trials, as that of their runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from ray import tune

from gancompile.sweep.listener import Listener
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.run import Run
from gancompile.sweep.search import Search
from gancompile.sweep.tune_trial import OUTCOMES, ROUND

CURRENT: ContextVar[TuneReport] = ContextVar("CURRENT")
"""The report of this process. Tune keeps its callbacks in files and restores them, so that they can hold nothing themselves."""
ENDED = {"TERMINATED", "ERROR"}


class TuneReport:
    """The runs of a search, by the names of their combinations. is_interrupted: whether trials have not come to their end."""

    def __init__(self, listener: Listener, runs: Sequence[Run], search: Search) -> None:
        self._listener, self._search = listener, search
        self._runs: dict[str, list[Run]] = {}
        for run in runs:
            self._runs.setdefault(run.combination.name, []).append(run)
        self._running: set[str] = set()
        self.is_interrupted = False

    def started(self, trial: Any) -> None:
        """A trial begins, or goes on."""
        name = _name(trial)
        self._running.add(name)
        for run in self._runs.get(name, ()):
            self._listener.started(run)

    def reported(self, trial: Any, result: Mapping[str, Any]) -> None:
        """A trial has a number of its metric."""
        if OUTCOMES in result:
            return
        metric = self._search.metric
        event = {"event": "progressed", "round": result[ROUND], "rounds": self._search.rounds, metric: result[metric]}
        for run in self._runs.get(_name(trial), ()):
            self._listener.progressed(run, event)

    def ended(self, trial: Any) -> None:
        """A trial has ended by itself, or by the scheduler."""
        last = trial.last_result or {}
        early = Outcome(state=State.ENDED_EARLY, round=int(last.get(ROUND, 0)))
        outcomes: Mapping[str, Outcome] = last.get(OUTCOMES, {})
        self._end(trial, lambda run: outcomes.get(run.name, early))

    def failed(self, trial: Any) -> None:
        """Ray has given a trial up."""
        self._end(trial, lambda _: Outcome(state=State.FAILED, reason="Ray gave the run up; its node may have died"))

    def closed(self, trials: Sequence[Any]) -> None:
        """The search has ended, or was interrupted: some trials then have not been reported as ended."""
        unfinished = [trial for trial in trials if _name(trial) in self._running or trial.status not in ENDED]
        self.is_interrupted = bool(unfinished)
        for trial in unfinished:
            round = int((trial.last_result or {}).get(ROUND, 0))
            self._end(trial, lambda _, round=round: Outcome(state=State.STOPPED, round=round))

    def _end(self, trial: Any, outcome: Any) -> None:
        name = _name(trial)
        if name in self._running:
            self._running.remove(name)
            for run in self._runs.get(name, ()):
                self._listener.ended(run, outcome(run))


class Reporting(tune.Callback):  # type: ignore[misc]
    """Hands what Tune reports to the report of this process."""

    def on_trial_start(self, iteration: int, trials: Any, trial: Any, **info: Any) -> None:
        CURRENT.get().started(trial)

    def on_trial_result(self, iteration: int, trials: Any, trial: Any, result: Any, **info: Any) -> None:
        CURRENT.get().reported(trial, result)

    def on_trial_complete(self, iteration: int, trials: Any, trial: Any, **info: Any) -> None:
        CURRENT.get().ended(trial)

    def on_trial_error(self, iteration: int, trials: Any, trial: Any, **info: Any) -> None:
        CURRENT.get().failed(trial)

    def on_experiment_end(self, trials: Any, **info: Any) -> None:
        CURRENT.get().closed(trials)


def _name(trial: Any) -> str:
    """The combination of a trial."""
    return str(trial.config["combination"])
