"""Distances to nearest neighbours, a block of pairs at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[Any]
BLOCK, PIECE = 2048, 4096
"""Rows and columns of a block of distances: 34 MB in float32."""
FEW = 256
"""Up to so many dimensions distances are computed in float64, which costs little there: points in the plane lie close."""
ROUNDING = 16.0
"""A squared distance within so many roundings of the squared norms is 0: the vectors are one and the same."""


def radii(vectors: Vectors, neighbours: int) -> NDArray[np.float64]:
    """The distance of each vector to its k-th nearest other one. vectors: [number, dimensions]. Returns: [number].

    Raises ValueError where there are not that many others.
    """
    if len(vectors) <= neighbours:
        raise ValueError(f"{len(vectors)} examples have no {neighbours} neighbours each")
    found = np.empty(len(vectors))
    for rows, pieces in _blocks(vectors, vectors):
        # The vector itself is among its neighbours, at distance 0.
        nearest: NDArray[Any] | None = None
        for _, distances in pieces:
            both = distances if nearest is None else np.concatenate([nearest, distances], axis=1)
            nearest = np.partition(both, min(neighbours, both.shape[1] - 1), axis=1)[:, : neighbours + 1]
        assert nearest is not None
        found[rows] = np.sqrt(nearest.max(axis=1))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """index: [number] of the nearest of the others. distance: [number] to it."""

    index: NDArray[np.int64]
    distance: NDArray[np.float64]


def nearest(vectors: Vectors, others: Vectors) -> Nearest:
    """For each vector the nearest of the others. vectors: [number, dimensions]. others: [more, dimensions]."""
    index, distance = np.empty(len(vectors), np.int64), np.empty(len(vectors))
    for rows, pieces in _blocks(vectors, others):
        best, place = np.full(rows.stop - rows.start, np.inf), np.zeros(rows.stop - rows.start, np.int64)
        for columns, distances in pieces:
            at = distances.argmin(axis=1)
            value = distances[np.arange(len(at)), at]
            closer = value < best
            best, place = np.where(closer, value, best), np.where(closer, at + columns.start, place)
        index[rows], distance[rows] = place, np.sqrt(best)
    return Nearest(index=index, distance=distance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balls:
    """Which of some vectors lie in balls around others.

    inside: [vectors], in how many balls each lies. covered: [others], whether any vector lies in the ball around each.
    """

    inside: NDArray[np.int64]
    covered: NDArray[np.bool_]


def count_in_balls(vectors: Vectors, centres: Vectors, radius: NDArray[Any]) -> Balls:
    """The balls of the centres that hold the vectors, their surfaces included: what equals a centre is in its ball, whatever its radius.

    centres: [centres, dimensions]. radius: [centres] of each ball.
    """
    squared = np.asarray(radius, np.float64) ** 2
    inside, covered = np.zeros(len(vectors), np.int64), np.zeros(len(centres), np.bool_)
    for rows, pieces in _blocks(vectors, centres):
        for columns, distances in pieces:
            holds = distances <= squared[columns]
            inside[rows] += holds.sum(axis=1)
            covered[columns] |= holds.any(axis=0)
    return Balls(inside=inside, covered=covered)


Pieces = Iterator[tuple[slice, NDArray[Any]]]


def _blocks(vectors: Vectors, others: Vectors) -> Iterator[tuple[slice, Pieces]]:
    """Rows of `vectors`, each with the squared distances to pieces of `others`."""
    kind = np.float64 if others.shape[1] <= FEW else np.float32
    centre = others[:BLOCK].mean(axis=0, dtype=np.float64).astype(kind)
    sizes = _squared_norms(others, centre)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, min(start + BLOCK, len(vectors)))
        yield rows, _pieces(np.asarray(vectors[rows], kind) - centre, others, centre, sizes)


def _pieces(some: Vectors, others: Vectors, centre: Vectors, sizes: Vectors) -> Pieces:
    """|a - b|^2 = |a|^2 + |b|^2 - 2 a.b around a common centre, which leaves the numbers their digits."""
    own = (some**2).sum(axis=1, keepdims=True)
    least = ROUNDING * np.finfo(some.dtype).eps
    for start in range(0, len(others), PIECE):
        columns = slice(start, min(start + PIECE, len(others)))
        distances = some @ (np.asarray(others[columns], some.dtype) - centre).T
        distances *= -2.0
        both = own + sizes[columns]
        distances += both
        distances[distances <= least * both] = 0.0
        yield columns, distances


def _squared_norms(vectors: Vectors, centre: Vectors) -> Vectors:
    """[number], a block at a time."""
    found = np.empty(len(vectors), centre.dtype)
    for start in range(0, len(vectors), PIECE):
        piece = np.asarray(vectors[start : start + PIECE], centre.dtype) - centre
        found[start : start + PIECE] = (piece**2).sum(axis=1)
    return found
