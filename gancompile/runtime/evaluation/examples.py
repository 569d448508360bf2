"""Examples as metrics see them: as people get them, not as a network does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any] | Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """values: images [number, height, width, channels] uint8, vectors [number, size], sounds and series [number, steps, channels], lines
    [number], or the columns of a table by name, [number] each. labels: [number] int64, None where there are none.
    """

    values: Values
    labels: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.values.values())) if isinstance(self.values, Mapping) else self.values)

    @property
    def array(self) -> NDArray[Any]:
        """The values of examples that are no rows of a table."""
        assert not isinstance(self.values, Mapping)
        return self.values

    def first(self, number: int) -> Examples:
        """The first of them."""
        return Examples(values=_map(self.values, lambda one: one[:number]), labels=_some(self.labels, number))


def joined(pieces: Sequence[Examples]) -> Examples:
    """All examples of several pieces, at least one."""
    first = pieces[0]
    labels = None
    if first.labels is not None:
        labels = np.concatenate([one.labels for one in pieces if one.labels is not None])
    if isinstance(first.values, Mapping):
        return Examples(
            values={
                name: np.concatenate([one.values[name] for one in pieces if isinstance(one.values, Mapping)])
                for name in first.values
            },
            labels=labels,
        )
    return Examples(values=np.concatenate([one.array for one in pieces]), labels=labels)


def _map(values: Values, function: Any) -> Values:
    if isinstance(values, Mapping):
        return {name: function(one) for name, one in values.items()}
    made: NDArray[Any] = function(values)
    return made


def _some(labels: NDArray[np.int64] | None, number: int) -> NDArray[np.int64] | None:
    return None if labels is None else labels[:number]
