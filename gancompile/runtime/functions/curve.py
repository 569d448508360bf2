"""Numbers that change with the rounds: each a function of the round and of nothing else, so that a resumed training goes on exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def linear(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """A straight line from `start` at round `since` to `end` after `over` rounds, then `end`. Returns: scalar."""
    return start + (end - start) * _progress(round, over, since)


def cosine(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """Half a cosine wave from `start` at round `since` to `end` after `over` rounds, then `end`. Returns: scalar.

    Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), eq. 5, without restarts.
    """
    return end + (start - end) * 0.5 * (1.0 + tf.cos(math.pi * _progress(round, over, since)))


def exponential(round: Tensor, start: float, end: float, over: int, since: int = 0) -> Tensor:
    """Equal ratios from `start` at round `since` to `end` after `over` rounds, then `end`; both are above 0. Returns: scalar."""
    return start * (end / start) ** _progress(round, over, since)


def step(round: Tensor, start: float, by: float, every: int, since: int = 0) -> Tensor:
    """`start`, multiplied by `by` after each `every` rounds from round `since` on. Returns: scalar."""
    return start * by ** tf.floor(tf.cast(round - since, keras.config.floatx()) / float(every))


def piecewise(round: Tensor, points: Sequence[tuple[int, float | Tensor]]) -> Tensor:
    """The value of the last point whose round has come; points: (round, value), in order, the first value before any. Returns: scalar."""
    value = tf.convert_to_tensor(points[0][1], keras.config.floatx())
    for at, after in points[1:]:
        value = tf.where(round >= at, tf.convert_to_tensor(after, keras.config.floatx()), value)
    return value


def warm_up(round: Tensor, over: int) -> Tensor:
    """A factor that grows in a straight line to 1 at round `over`. Returns: scalar.

    Source: Goyal et al. 2017 (arXiv 1706.02677), section 2.2. Differs: it is above 0 at round 0, so that the first round counts.
    """
    return tf.minimum((tf.cast(round, keras.config.floatx()) + 1.0) / float(max(over, 1)), 1.0)


def half_life(examples: int, images: Tensor | float) -> Tensor:
    """The decay of an average that forgets one half in so many images; 0 of them keep nothing. examples: of one update. Returns: scalar.

    Source: Karras et al. 2020 (arXiv 1912.04958), appendix B, where the half-life is 10,000 images.
    """
    return 0.5 ** (examples / tf.maximum(tf.cast(images, keras.config.floatx()), 1e-8))


def _progress(round: Tensor, over: int, since: int) -> Tensor:
    """How much of the `over` rounds from round `since` on has passed, in [0, 1]."""
    return tf.clip_by_value(tf.cast(round - since, keras.config.floatx()) / float(max(over, 1)), 0.0, 1.0)
