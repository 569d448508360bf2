"""The turning points of a curve that swings."""

from __future__ import annotations

from collections.abc import Sequence


def turning_points(values: Sequence[float], height: float) -> list[int]:
    """The positions of the crests and troughs from which the values fall or rise by at least `height`."""
    points: list[int] = []
    if not values:
        return points
    low = high = 0
    direction = 0
    for at, value in enumerate(values):
        low = at if value < values[low] else low
        high = at if value > values[high] else high
        if direction >= 0 and values[high] - value >= height:
            points += [high] if direction > 0 else []
            direction, low = -1, at
        elif direction <= 0 and value - values[low] >= height:
            points += [low] if direction < 0 else []
            direction, high = 1, at
    return points
