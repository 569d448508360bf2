"""A phase of the schedule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The condition for early stopping of a phase. metric: a logged number. patience: in records of it.

    is_measured: whether it is a metric, of evaluations on the way.
    """

    metric: str
    below: float | None
    above: float | None
    patience: int | None
    is_higher_better: bool = False
    is_measured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase of at most `rounds` rounds. method: of the game, plays one round. parts: batches a round. batch: examples in a batch."""

    name: str
    rounds: int
    method: str
    parts: int
    batch: int
    until: Until | None
