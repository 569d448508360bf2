"""Numbers that change with the rounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """unit: 'rounds', 'images' (examples drawn from the data) or 'epochs'."""

    unit: str
    number: float
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """From one number to another, and then that. kind: 'linear', 'cosine' or 'exponential'.

    over: how long it takes, None: the whole schedule. over_rounds: the same in rounds, once the schedule is known. warm_up_rounds:
    in how many rounds its values grow from nothing to their full size.
    """

    kind: str
    start: float
    end: float
    over: Duration | None = None
    over_rounds: int = 0
    warm_up_rounds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Multiplied by a factor every so many rounds."""

    start: float
    factor: float
    every_rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Constant between points: (the round from which it holds, the value)."""

    points: tuple[tuple[int, float], ...]


Curve = Ramp | Steps | Pieces


def first_value(curve: Curve) -> float:
    """The number at round 0, warm or not."""
    match curve:
        case Pieces(points=points):
            return points[0][1]
        case Ramp(start=start) | Steps(start=start):
            return start


def values_of(curve: Curve) -> tuple[float, ...]:
    """The numbers that it goes between."""
    match curve:
        case Pieces(points=points):
            return tuple(value for _, value in points)
        case Steps(start=start):
            return (start,)
        case Ramp(start=start, end=end):
            return (start, end)
