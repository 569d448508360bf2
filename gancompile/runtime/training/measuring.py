"""Evaluations on the way: when they are due, and how much of the time they take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gancompile.runtime.training.clock import Clock

FEW_SECONDS = 10.0
"""Evaluations that take no longer together are never left out: a training of seconds would have none."""


class Measure(Protocol):
    """What evaluates a game as it is now. Both raise MeasuringStopped where the event is set meanwhile."""

    def prepare(self, stop: threading.Event) -> None:
        """Looks at what is the same for all evaluations: a classifier to train, the features of the data."""

    def measure(self, stop: threading.Event) -> Mapping[str, float]:
        """The numbers by name."""


class MeasuringStopped(Exception):
    """An evaluation that a request to stop has cut short."""


@dataclass(slots=True, kw_only=True)
class Measuring:
    """every: rounds between evaluations. share: of the time of training that they stay under. report: called with sentences.

    Their preparation, once in a training, is reported and does not count.
    """

    every: int
    share: float
    measure: Measure
    report: Callable[[str], None]
    spent: float = 0.0
    last: float = 0.0
    is_prepared: bool = False
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
        if not is_needed and not self._has_time(elapsed):
            self._report_left_out(round, elapsed)
            return {}
        start = time.monotonic()
        try:
            prepared = self._prepare(stop)
            numbers = self.measure.measure(stop)
        finally:
            seconds = time.monotonic() - start
            clock.pause(seconds)
        self.last = seconds - prepared
        self.spent += self.last
        listed = ", ".join(f"{name} {value:.4g}" for name, value in numbers.items())
        before = f", after {prepared:.1f} s of preparation" if prepared >= 1.0 else ""
        self.report(f"round {round:,}: {listed} ({self.last:.1f} s{before})")
        return numbers

    def _has_time(self, elapsed: float) -> bool:
        """Whether one more evaluation stays under the share of the time so far, or is one of few seconds."""
        after = self.spent + self.last
        return self.share >= 1.0 or after <= FEW_SECONDS or after <= self.share * (elapsed + self.last)

    def _prepare(self, stop: threading.Event) -> float:
        """Prepares the first evaluation. Returns: the seconds that it took, which are none of the training's."""
        if self.is_prepared:
            return 0.0
        start = time.monotonic()
        self.measure.prepare(stop)
        self.is_prepared = True
        seconds = time.monotonic() - start
        self.began += seconds
        return seconds

    def _report_left_out(self, round: int, elapsed: float) -> None:
        if self.has_left_out:
            return
        self.has_left_out = True
        self.report(
            f"round {round:,}: not evaluated, as {self.spent:.0f} of {elapsed:.0f} s went into evaluations and `share` is {self.share:g}; "
            "others may be left out as well. A larger `every`, fewer `samples` or a larger `share` helps"
        )
