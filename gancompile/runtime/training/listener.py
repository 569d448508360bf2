"""What a build tells while it runs; a progress bar, a JSON stream and a test are listeners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The state of a training after `round` of `rounds`. logs: means over the rounds since the last record."""

    phase: str
    round: int
    rounds: int
    seconds: float
    rounds_per_second: float
    seconds_left: float
    logs: Mapping[str, float]


class Listener(Protocol):
    """Hears of a build, in this order."""

    def started(self, name: str, round: int, rounds: int) -> None: ...
    def progressed(self, record: Record) -> None: ...
    def wrote(self, what: str, path: Path) -> None: ...
    def said(self, text: str) -> None: ...
    def ended(self) -> None: ...


class Silent:
    """A listener that does nothing."""

    def started(self, name: str, round: int, rounds: int) -> None: ...
    def progressed(self, record: Record) -> None: ...
    def wrote(self, what: str, path: Path) -> None: ...
    def said(self, text: str) -> None: ...
    def ended(self) -> None: ...
