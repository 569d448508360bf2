"""How a run has ended, or how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Of a run. ENDED_EARLY: by the scheduler of a search, because others did better; it has a checkpoint."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    ENDED_EARLY = "ended early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """reason: why a run has failed, in a sentence. round: the last one that was reported, where that is known."""

    state: State
    reason: str = ""
    round: int = 0
