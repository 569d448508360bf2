"""MS-SSIM of pairs of samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import Context
from gancompile.runtime.evaluation.observed import Observed

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Of the scales, from the finest (Wang et al. 2003); small images have only the first of them, which then sum to 1."""
FILTER = 11
AT_ONCE = 64
LOOKED_AT = 5000
"""Examples among which pairs are drawn."""


def measure(context: Context, *, pairs: int) -> dict[str, float]:
    """Odena et al. 2017 (arXiv 1610.09585), section 4.2: the mean over random pairs, of one class where the generator takes labels."""
    made = {"ms_ssim": _mean(context.samples, pairs, context)}
    return made | {"ms_ssim_real": _mean(context.reals, pairs, context)}


def _mean(observed: Observed, pairs: int, context: Context) -> float:
    some = observed.first(min(LOOKED_AT, observed.number))
    labels = some.labels if context.is_conditional and some.labels is not None else np.zeros(len(some), np.int64)
    first, second = _pairs(labels, pairs, context.seed)
    found = [
        similarity(some.array[first[i : i + AT_ONCE]], some.array[second[i : i + AT_ONCE]])
        for i in range(0, len(first), AT_ONCE)
    ]
    return float(np.concatenate(found).mean())


def similarity(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float32]:
    """MS-SSIM of images: [number]. a, b: [number, height, width, channels] from 0 to 255."""
    side = min(a.shape[1:3])
    size = min(FILTER, side)
    scales = 1
    while scales < len(WEIGHTS) and side >> scales >= size:
        scales += 1
    weights = np.array(WEIGHTS[:scales])
    left, right = (tf.constant(np.asarray(one, np.float32)) for one in (a, b))
    found: NDArray[np.float32] = tf.image.ssim_multiscale(
        left, right, 255.0, power_factors=tuple(weights / weights.sum()), filter_size=size
    ).numpy()
    return found


def _pairs(labels: NDArray[Any], number: int, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The positions of random pairs, each of two different examples of one class."""
    random = np.random.RandomState(seed)
    classes = {label: np.flatnonzero(labels == label) for label in np.unique(labels)}
    usable = [places for places in classes.values() if len(places) > 1]
    if not usable:
        raise ValueError("no two examples are of one class")
    drawn = [random.choice(usable[i], 2, replace=False) for i in random.randint(len(usable), size=number)]
    both = np.stack(drawn)
    return both[:, 0], both[:, 1]
