"""Errors that end a training."""

from __future__ import annotations


class TrainingError(Exception):
    """A training that cannot continue, such as one with a loss that is not finite."""


class Interrupted(Exception):
    """The user stopped the training; a checkpoint holds everything up to `round`."""

    def __init__(self, round: int) -> None:
        super().__init__(f"stopped after round {round}")
        self.round = round
