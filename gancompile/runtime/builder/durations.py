"""How long the parts of a build take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Durations:
    """Seconds by the name of the part."""

    seconds: dict[str, float] = field(default_factory=dict)

    def move(self, seconds: float, part: str, other: str) -> None:
        """Counts some seconds of a part for another one."""
        self.seconds[part] = self.seconds.get(part, 0.0) - seconds
        self.seconds[other] = self.seconds.get(other, 0.0) + seconds

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Adds the time that the context takes to a part."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + time.monotonic() - began
