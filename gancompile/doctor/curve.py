"""A logged number over the rounds, and its robust statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Curve:
    """rounds, values: of the records that have the number, all finite; rounds only grow."""

    rounds: tuple[int, ...] = ()
    values: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def median(self) -> float:
        """Of all values; there is at least one."""
        return median(self.values)

    @property
    def last(self) -> float:
        """The last value; there is at least one."""
        return self.values[-1]

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last round; there is at least one."""
        return self.rounds[0], self.rounds[-1]

    def between(self, first: float, last: float) -> Curve:
        """The part from a share of the values on up to another; one value at least, where there are any."""
        begin = min(int(first * len(self)), max(len(self) - 1, 0))
        end = max(round(last * len(self)), begin + 1)
        return Curve(self.rounds[begin:end], self.values[begin:end])

    def tail(self, share: float = 0.25) -> Curve:
        """The last part, by its share of the values."""
        return self.between(1.0 - share, 1.0)

    def smooth(self, width: int) -> Curve:
        """The medians of `width` neighbouring values: an outlier leaves no trace."""
        if width < 2 or len(self) < width:
            return self
        values = tuple(median(self.values[at : at + width]) for at in range(len(self) - width + 1))
        return Curve(self.rounds[width // 2 : width // 2 + len(values)], values)

    def minus(self, other: Curve) -> Curve:
        """The difference at the rounds that both have."""
        others = dict(zip(other.rounds, other.values, strict=True))
        both = [
            (round, value - others[round])
            for round, value in zip(self.rounds, self.values, strict=True)
            if round in others
        ]
        return Curve(tuple(round for round, _ in both), tuple(value for _, value in both))


def curve_of(points: Mapping[int, float]) -> Curve:
    """A curve of values by their rounds."""
    return Curve(tuple(sorted(points)), tuple(points[round] for round in sorted(points)))
