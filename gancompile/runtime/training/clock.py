"""The speed of a training."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from gancompile.runtime.training.record import Record


@dataclass(slots=True, kw_only=True)
class Clock:
    """Measures rounds per second. The first record is left out of the measurement: its time includes tracing.

    rounds: of the schedule. first: the round at which the training starts.
    """

    rounds: int
    first: int
    began: float = field(default_factory=time.monotonic)
    paused: float = 0.0
    """Seconds in which no round was played, while samples were measured."""
    warm: tuple[int, float] | None = None
    """The round and the time of the first record."""

    def pause(self, seconds: float) -> None:
        """Leaves time out of the measurement of speed."""
        self.paused += seconds

    def record(self, phase: str, round: int, logs: Mapping[str, float]) -> Record:
        """A record with the speed and the time left."""
        wall = time.monotonic()
        now = wall - self.paused
        since, start = self.warm or (self.first, self.began)
        speed = (round - since) / max(now - start, 1e-9) if round > since else 0.0
        if self.warm is None:
            self.warm = (round, now)
        return Record(
            phase=phase,
            round=round,
            rounds=self.rounds,
            seconds=wall - self.began,
            rounds_per_second=speed,
            seconds_left=(self.rounds - round) / speed if speed else math.nan,
            logs=logs,
        )
