"""Numbers that change with the rounds: each a function of the round and of nothing else, so that a resumed training goes on exactly."""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

Tensor = Any


def linear(round: Tensor, start: float, end: float, over: int) -> Tensor:
    """A straight line from `start` at round 0 to `end` at round `over`, then `end`. Returns: scalar."""
    return start + (end - start) * _progress(round, over)


def cosine(round: Tensor, start: float, end: float, over: int) -> Tensor:
    """Half a cosine wave from `start` at round 0 to `end` at round `over`, then `end`. Returns: scalar.

    Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), eq. 5, without restarts.
    """
    return end + (start - end) * 0.5 * (1.0 + tf.cos(math.pi * _progress(round, over)))


def exponential(round: Tensor, start: float, end: float, over: int) -> Tensor:
    """Equal ratios from `start` at round 0 to `end` at round `over`, then `end`; both are above 0. Returns: scalar."""
    return start * tf.pow(end / start, _progress(round, over))


def _progress(round: Tensor, over: int) -> Tensor:
    """How much of `over` rounds has passed, in [0, 1]."""
    return tf.clip_by_value(tf.cast(round, tf.float32) / float(max(over, 1)), 0.0, 1.0)
