"""Samples beside the real examples that are nearest to them: what a person looks at for copies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.observed import Observed
from gancompile.runtime.evaluation.population import Population

PAIRS = 16
GAP = 2
GREY, LEAST_SIDE = 128, 32
"""Small images are enlarged to at least this side."""


def nearest_picture(samples: Observed, reals: Observed, *, pairs: int = PAIRS) -> NDArray[np.uint8]:
    """The samples that lie nearest to a real example, the nearest first: samples in the upper row, the real ones in the lower.

    Returns: [height, width, channels] uint8.
    """
    found = samples.nearest_of(reals)
    chosen = np.argsort(found.distance, kind="stable")[:pairs]
    upper = picked(samples.population, chosen)
    lower = picked(reals.population, found.index[chosen])
    rows = [_row(images) for images in (upper, lower)]
    return np.concatenate([rows[0], np.full((GAP, *rows[0].shape[1:]), GREY, np.uint8), rows[1]])


def picked(population: Population, positions: NDArray[np.int64]) -> list[NDArray[Any]]:
    """The examples at some positions, in that order, read one batch after the other."""
    wanted = set(positions.tolist())
    found: dict[int, NDArray[Any]] = {}
    start = 0
    for batch in population.read():
        found |= {start + i: batch.array[i] for i in range(len(batch)) if start + i in wanted}
        start += len(batch)
        if len(found) == len(wanted):
            break
    return [found[one] for one in positions.tolist()]


def _row(images: Iterable[NDArray[Any]]) -> NDArray[np.uint8]:
    parts: list[NDArray[np.uint8]] = []
    for image in images:
        times = max(1, -(-LEAST_SIDE // min(image.shape[:2])))
        large = np.asarray(image, np.uint8).repeat(times, axis=0).repeat(times, axis=1)
        parts += [np.full((large.shape[0], GAP, large.shape[2]), GREY, np.uint8), large]
    return np.concatenate(parts[1:], axis=1)
