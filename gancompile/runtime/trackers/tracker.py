"""A tracker, and the modules of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

import numpy as np

from gancompile.runtime.training import Record

KINDS = "gancompile.runtime.trackers.kinds"


class Tracker(Protocol):
    """Where the numbers and pictures of a training go. Any method may raise: the tracker is then dropped, and the training goes on."""

    def add_record(self, record: Record) -> None: ...

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        """Adds a picture of samples. pixels: [height, width, 3] uint8."""

    def close(self, *, finished: bool) -> None:
        """Ends. finished: whether the training has come to its end."""


def begin_of(kind: str) -> Callable[..., Tracker]:
    """The function `begin(run, **arguments)` of a kind's module: begins a tracker, or continues it where the training resumes."""
    begin: Callable[..., Tracker] = import_module(f"{KINDS}.{kind}").begin
    return begin
