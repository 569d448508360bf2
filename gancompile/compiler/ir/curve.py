"""Numbers that change with the rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import NOWHERE, Span


class Unit(Enum):
    """The units of a duration. Images are examples drawn from the data."""

    ROUNDS = "rounds"
    IMAGES = "images"
    EPOCHS = "epochs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of training."""

    unit: Unit
    number: float
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """A curve from `start` to `end`, constant afterwards. kind: its row of the catalogue.

    over: its length, None for the length of the schedule. over_rounds: the same in rounds, once the schedule is known. warm_up_rounds:
    the rounds in which its values are scaled up from 0. since_round: the round at which it begins. phase: the index of the phase that
    sets it, whose length it then has by default.
    """

    kind: str
    start: float
    end: float
    over: Duration | None = None
    over_rounds: int = 0
    warm_up_rounds: int = 0
    since_round: int = 0
    phase: int | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Multiplied by a factor every so many rounds."""

    start: float
    factor: float
    every_rounds: int
    since_round: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Numbers, or curves, that follow each other: (the round from which one holds, what holds)."""

    points: tuple[tuple[int, float | Curve], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A number that the game carries. start: what it begins at."""

    state: str
    start: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Phased:
    """A number that phases set, until the pass `phase_settings` makes pieces of it.

    settings: (index of the phase in the whole schedule, the number or curve while it lasts).
    """

    base: float | Curve
    settings: tuple[tuple[int, float | Curve], ...]


Curve = Ramp | Steps | Pieces | Held | Phased


def first_value(curve: Curve) -> float:
    """The number at round 0, warm or not."""
    match curve:
        case Pieces(points=points):
            first = points[0][1]
            return first_value(first) if isinstance(first, Curve) else first
        case Phased(base=base):
            return first_value(base) if isinstance(base, Curve) else base
        case Ramp(start=start) | Steps(start=start) | Held(start=start):
            return start
        case _:
            assert_never(curve)


def values_of(curve: Curve) -> tuple[float, ...]:
    """The numbers from which and to which it runs."""
    match curve:
        case Pieces(points=points):
            return tuple(v for _, one in points for v in (values_of(one) if isinstance(one, Curve) else (one,)))
        case Phased(base=base, settings=settings):
            each = [base, *(one for _, one in settings)]
            return tuple(v for one in each for v in (values_of(one) if isinstance(one, Curve) else (one,)))
        case Steps(start=start) | Held(start=start):
            return (start,)
        case Ramp(start=start, end=end):
            return (start, end)
        case _:
            assert_never(curve)
