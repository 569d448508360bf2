"""A record of a training's progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The progress after `round` of `rounds`. logs: means over the rounds since the last record. seconds_left: NaN where unknown."""

    phase: str
    round: int
    rounds: int
    seconds: float
    rounds_per_second: float
    seconds_left: float
    logs: Mapping[str, float]
