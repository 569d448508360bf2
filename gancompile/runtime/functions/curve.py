"""Curves of hyperparameters over the rounds: functions of the round alone, so that a resumed training is exact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def linear(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """Linear from `start` at round `since` to `end` after `over` rounds, then constant. Returns: scalar."""
    return start + (end - start) * _progress(round, over, since)


def cosine(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """Half a cosine wave from `start` at round `since` to `end` after `over` rounds, then constant. Returns: scalar.

    Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), eq. 5, without restarts.
    """
    return end + (start - end) * 0.5 * (1.0 + tf.cos(math.pi * _progress(round, over, since)))


def exponential(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """Exponential from `start` at round `since` to `end` after `over` rounds, then constant; both are above 0. Returns: scalar."""
    return start * (end / start) ** _progress(round, over, since)


def step(round: Tensor, start: float, by: float, every: int, since: int = 0) -> Tensor:
    """Step decay: `start`, multiplied by `by` after each `every` rounds from round `since` on. Returns: scalar."""
    return start * by ** tf.floor(tf.cast(round - since, keras.config.floatx()) / float(every))


def piecewise(round: Tensor, points: Sequence[tuple[int, float | Tensor]]) -> Tensor:
    """Piecewise constant: the value of the last point at or before the round, else the first. points: (round, value). Returns: scalar."""
    value = tf.convert_to_tensor(points[0][1], keras.config.floatx())
    for at, after in points[1:]:
        value = tf.where(round >= at, tf.convert_to_tensor(after, keras.config.floatx()), value)
    return value


def warm_up(round: Tensor, over: int) -> Tensor:
    """Linear warm-up: a factor that rises to 1 in `over` rounds. Returns: scalar.

    Source: Goyal et al. 2017 (arXiv 1706.02677), section 2.2. Differs: it is above 0 at round 0.
    """
    return tf.minimum((tf.cast(round, keras.config.floatx()) + 1.0) / float(max(over, 1)), 1.0)


def half_life(examples: float, images: Tensor | float) -> Tensor:
    """The decay of a moving average with a half-life in images; 0 images: no averaging. Returns: scalar.

    examples: what an update counts as, the batch divided by the updates of a round.

    Source: Karras et al. 2020 (arXiv 1912.04958), appendix B, where the half-life is 10,000 images.
    """
    return 0.5 ** (examples / tf.maximum(tf.cast(images, keras.config.floatx()), 1e-8))


def _progress(round: Tensor, over: int, since: int) -> Tensor:
    """The fraction of the `over` rounds from round `since` on that has passed, in [0, 1]."""
    return tf.clip_by_value(tf.cast(round - since, keras.config.floatx()) / float(max(over, 1)), 0.0, 1.0)
