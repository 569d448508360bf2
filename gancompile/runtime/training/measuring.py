"""Evaluations on the way: when they are due, and how much of the time they take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gancompile.runtime.training.clock import Clock

Measure = Callable[[threading.Event], Mapping[str, float]]
"""Measures the game as it is now. Raises MeasuringStopped where the event is set meanwhile."""


class MeasuringStopped(Exception):
    """An evaluation that a request to stop has cut short."""


@dataclass(slots=True, kw_only=True)
class Measuring:
    """every: rounds between evaluations. share: of the time of training that they stay under. report: called with sentences."""

    every: int
    share: float
    measure: Measure
    report: Callable[[str], None]
    spent: float = 0.0
    longest: float = 0.0
    has_left_out: bool = False
    began: float = field(default_factory=time.monotonic)

    def is_due(self, round: int) -> bool:
        """Whether an evaluation belongs to a round."""
        return round % self.every == 0

    def run(self, round: int, clock: Clock, stop: threading.Event, *, is_needed: bool) -> Mapping[str, float]:
        """The numbers after a round; none where the time for them is not there.

        is_needed: whether the schedule depends on them, or they are the last; they are then never left out. Raises MeasuringStopped.
        """
        elapsed = time.monotonic() - self.began
        if not is_needed and self.share < 1.0 and self.spent + self.longest > self.share * (elapsed + self.longest):
            self._report_left_out(round, elapsed)
            return {}
        start = time.monotonic()
        try:
            numbers = self.measure(stop)
        finally:
            seconds = time.monotonic() - start
            clock.pause(seconds)
            self.spent, self.longest = self.spent + seconds, max(self.longest, seconds)
        told = ", ".join(f"{name} {value:.4g}" for name, value in numbers.items())
        self.report(f"round {round:,}: {told} ({seconds:.1f} s)")
        return numbers

    def _report_left_out(self, round: int, elapsed: float) -> None:
        if self.has_left_out:
            return
        self.has_left_out = True
        self.report(
            f"round {round:,}: not evaluated, as {self.spent:.0f} of {elapsed:.0f} s went into evaluations and `share` is {self.share:g}; "
            "others may be left out as well. A larger `every`, fewer `samples` or a larger `share` helps"
        )
