"""`sweep.json`: what a sweep trains, and how far each of its runs has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gancompile.files import write_json
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.run import Sweep

FILE, PAGE = "sweep.json", "sweep.html"
FORMAT = 1


@dataclass(slots=True, kw_only=True)
class StateFile:
    """The states of the runs of a sweep, which are written at each change. outcomes: by the run's name. search: of a search, its file."""

    sweep: Sweep
    outcomes: dict[str, Outcome]
    search: Mapping[str, Any] | None = None
    results: dict[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def page(self) -> Path:
        """The page of the sweep."""
        return self.sweep.folder / PAGE

    def change(self, name: str, outcome: Outcome) -> None:
        """Changes the state of a run, and writes the file."""
        self.outcomes[name] = outcome
        self.write()

    def write(self) -> Path:
        """Writes the file atomically."""
        path = self.sweep.folder / FILE
        write_json(path, self._plain())
        return path

    def _plain(self) -> dict[str, Any]:
        sweep = self.sweep
        return {
            "format": FORMAT,
            "name": sweep.title,
            "spec": str(sweep.spec),
            "axes": list(sweep.keys),
            "seeds": list(sweep.seeds),
            "fixed": list(sweep.fixed),
            "steps": sweep.steps,
            **({} if self.search is None else {"search": dict(self.search)}),
            "runs": [
                {
                    "folder": run.name,
                    "settings": dict(run.combination.settings),
                    "seed": run.seed,
                    **_outcome(self.outcomes[run.name]),
                    **({"numbers": dict(self.results[run.name])} if run.name in self.results else {}),
                }
                for run in sweep.runs
            ],
        }


def read_outcomes(folder: Path) -> dict[str, Outcome]:
    """The states of runs by name, as the file of a sweep's folder has them; none where there is none that can be read."""
    try:
        runs = json.loads((folder / FILE).read_text(encoding="utf-8"))["runs"]
        return {
            str(one["folder"]): Outcome(
                state=State(one["state"]), reason=str(one.get("reason", "")), round=int(one.get("round", 0))
            )
            for one in runs
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    reason = {"reason": outcome.reason} if outcome.reason else {}
    round = {"round": outcome.round} if outcome.round else {}
    return {"state": outcome.state.value, **reason, **round}
