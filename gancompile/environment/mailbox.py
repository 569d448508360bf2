"""What a process elsewhere reports, until somebody asks for it. As an actor of Ray it needs no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Event = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a training has ended before its end. kind: the name of its error. round: after which, where it has one."""

    kind: str
    message: str
    round: int = 0


class Mailbox:
    """Events in their order, and a failure, if any."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._failure: Failure | None = None

    def add(self, event: Event) -> None:
        """Adds an event: its name and its arguments."""
        self._events.append(event)

    def fail(self, failure: Failure) -> None:
        """Says why the training has ended."""
        self._failure = failure

    def take(self) -> list[Event]:
        """The events since the last time."""
        taken, self._events = self._events, []
        return taken

    def failure(self) -> Failure | None:
        """Why the training has ended; None where it has not failed."""
        return self._failure
