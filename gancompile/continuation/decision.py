"""What is decided about a build, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gancompile.folder import DataChange, DataFingerprint


class Wish(Enum):
    """What the user has asked for, where a folder holds what another spec has trained."""

    NONE = "none"
    CONTINUE = "continue"
    FRESH = "fresh"


class Outcome(Enum):
    """What a build does. EXTEND: the schedule is another one, whose rounds so far would have been the same.

    REMAKE: training is done, and reports or exports are made again. CONTINUE: from the weights of another game or other data.
    """

    BEGIN = "begin"
    RESUME = "resume"
    EXTEND = "extend"
    REMAKE = "remake"
    UP_TO_DATE = "up to date"
    CONTINUE = "continue"
    FRESH = "fresh"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """round: of the newest checkpoint that is whole, 0 without one. leg: of the lineage, from which the build goes on. rounds: of the
    schedule. differences: between the specs, a line each. reason: why a build stops where differences do not say it. data: the
    fingerprint of the data now.
    """

    outcome: Outcome
    folder: Path
    round: int
    leg: int
    rounds: int
    data: DataFingerprint
    data_change: DataChange
    differences: tuple[str, ...] = ()
    reason: str = ""

    def sentence(self) -> str:
        """What is done, for `--dry-run`: what follows `would`."""
        name, after = self.folder, f"after round {self.round:,}"
        match self.outcome:
            case Outcome.BEGIN:
                return f"begin in {name}: {self.rounds:,} rounds"
            case Outcome.RESUME:
                return f"go on in {name} {after} of {self.rounds:,}, exactly"
            case Outcome.EXTEND:
                return f"go on in {name} {after} of {self.rounds:,}, exactly as the new schedule would have from the beginning"
            case Outcome.REMAKE:
                return f"train nothing in {name}, which has all {self.rounds:,} rounds, and make what has changed again"
            case Outcome.UP_TO_DATE:
                return f"do nothing: {name} is up to date"
            case Outcome.CONTINUE:
                return f"go on in {name} {after} of {self.rounds:,} with the new spec, from the weights of the old one"
            case Outcome.FRESH:
                return f"move what {name} holds to {name / 'runs'} and begin anew: {self.rounds:,} rounds"
            case Outcome.STOP:
                return f"stop: {self.why()}"

    def why(self) -> str:
        """Why a build stops, in one line."""
        if self.reason:
            return self.reason
        what = "from other data" if self.data_change and not self.differences else "by another spec"
        return f"`{self.folder}` holds {self.round:,} rounds that were trained {what}; nothing has been changed"

    def details(self) -> Iterator[str]:
        """What differs, a line each."""
        yield from self.differences
        for line in self.data_change.lines():
            yield f"data: {line}"


class BuildStopped(Exception):
    """A build that was refused before anything was changed."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("\n  ".join([decision.why(), *decision.details()]))
        self.decision = decision
