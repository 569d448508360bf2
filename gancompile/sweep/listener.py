"""What hears of the progress of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from gancompile.sweep.outcome import Outcome
from gancompile.sweep.run import Run


class Listener(Protocol):
    """Hears of each run: when it starts, what its build reports, and how it ends."""

    def started(self, run: Run) -> None:
        """A run begins, or goes on."""

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        """A line of progress of a build, with its kind under `event`."""

    def ended(self, run: Run, outcome: Outcome) -> None:
        """A run has ended."""
