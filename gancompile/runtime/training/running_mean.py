"""Running means of logged numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class RunningMean:
    """The means of logs over the rounds since the last record. sums: of the logs of these rounds."""

    sums: dict[str, float] = field(default_factory=dict)
    rounds: int = 0

    def add(self, sums: Mapping[str, float], rounds: int) -> None:
        """Adds the sums of so many rounds."""
        self.sums = {name: self.sums.get(name, 0.0) + value for name, value in sums.items()}
        self.rounds += rounds

    def means(self) -> dict[str, float]:
        """The means so far."""
        return {name: total / self.rounds for name, total in self.sums.items()}

    def take(self) -> dict[str, float]:
        """Returns the means and starts again."""
        means = self.means()
        self.sums, self.rounds = {}, 0
        return means

    @classmethod
    def restored(cls, notes: dict[str, Any]) -> RunningMean:
        """The running mean of a checkpoint's notes, which are removed from them."""
        return cls(sums=dict(notes.pop("sums", {})), rounds=int(notes.pop("summed", 0)))

    def notes(self) -> dict[str, Any]:
        """The state, for a checkpoint's notes."""
        return {"sums": self.sums, "summed": self.rounds}
