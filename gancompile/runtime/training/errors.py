"""Errors that end a training."""

from __future__ import annotations


class TrainingError(Exception):
    """A training that cannot continue."""


class NotFiniteError(TrainingError):
    """A loss or a weight that is not finite after `round`."""

    def __init__(self, message: str, round: int) -> None:
        super().__init__(message)
        self.round = round


class Interrupted(Exception):
    """The user stopped the training; a checkpoint holds everything up to `round`."""

    def __init__(self, round: int) -> None:
        super().__init__(f"stopped after round {round}")
        self.round = round
