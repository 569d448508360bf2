"""Mean and covariance of a stream of vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """mean: [dimensions] float64. covariance: [dimensions, dimensions] float64, divided by number - 1."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    number: int


class MomentsSum:
    """Moments of vectors that come in pieces, merged as in Chan et al. 1983: no cancellation, whatever the mean is."""

    def __init__(self, dimensions: int) -> None:
        self._number = 0
        self._mean = np.zeros(dimensions)
        self._scatter = np.zeros((dimensions, dimensions))

    def add(self, vectors: Vectors) -> None:
        """vectors: [number, dimensions]."""
        if not len(vectors):
            return
        piece = np.asarray(vectors, np.float64)
        mean = piece.mean(axis=0)
        centred = piece - mean
        total = self._number + len(piece)
        shift = mean - self._mean
        self._scatter += centred.T @ centred
        self._scatter += np.outer(shift, shift) * (self._number * len(piece) / total)
        self._mean += shift * (len(piece) / total)
        self._number = total

    def moments(self) -> Moments:
        """The moments so far. Raises ValueError for fewer than two vectors, which have no covariance."""
        if self._number < 2:
            raise ValueError(f"{self._number} examples have no covariance")
        return Moments(mean=self._mean, covariance=self._scatter / (self._number - 1), number=self._number)


def moments_of(vectors: Vectors, *, block: int = 4096) -> Moments:
    """The moments of an array. vectors: [number, dimensions]."""
    return moments_of_pieces(vectors[i : i + block] for i in range(0, len(vectors), block))


def moments_of_pieces(pieces: Iterable[Vectors]) -> Moments:
    """The moments of pieces: [some, dimensions] each."""
    total: MomentsSum | None = None
    for piece in pieces:
        total = total or MomentsSum(piece.shape[1])
        total.add(piece)
    if total is None:
        raise ValueError("0 examples have no covariance")
    return total.moments()
