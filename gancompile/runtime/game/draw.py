"""Stateless random draws: functions of a shape and a seed."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.game.box_mask import box_masks
from gancompile.runtime.game.cut_mask import cut_masks

Tensor = Any


def draw_seed(seed: int, name: str, counter: Tensor) -> Tensor:
    """The seed of a named draw at a count of updates or rounds: [2] int32."""
    base = tf.constant([seed, zlib.crc32(name.encode()) & 0x7FFFFFFF], tf.int32)
    return tf.random.experimental.stateless_fold_in(base, counter, alg="philox")


def draw_normal(shape: Sequence[Any], seed: Tensor, truncate: float | None = None) -> Tensor:
    """A draw from the standard normal distribution, in Keras's default precision; with `truncate`, of what lies in [-truncate, truncate].

    Source: Brock et al. 2019 (arXiv 1809.11096), section 3.1, "the truncation trick", where numbers outside are drawn anew until none is.
    Differs: by the inverse of the distribution function from a uniform number, which has the same distribution and a fixed cost.
    """
    if truncate is None:
        return tf.random.stateless_normal(shape, seed, dtype=keras.config.floatx(), alg="philox")
    uniform = draw_uniform(shape, seed, -1.0, 1.0)
    drawn = math.sqrt(2) * tf.math.erfinv(uniform * math.erf(truncate / math.sqrt(2)))
    # Where erf rounds to 1, its inverse is infinite.
    return tf.clip_by_value(drawn, -truncate, truncate)


def draw_uniform(shape: Sequence[Any] | Tensor, seed: Tensor, low: float, high: float) -> Tensor:
    """A draw from the uniform distribution on [low, high), in Keras's default precision."""
    return tf.random.stateless_uniform(shape, seed, low, high, keras.config.floatx(), alg="philox")


def draw_categorical(shape: Sequence[Any], seed: Tensor, classes: int, *, one_hot: bool) -> Tensor:
    """Uniform integers in [0, classes), int32, or one-hot vectors of them in Keras's default precision."""
    drawn = tf.random.stateless_uniform(shape, seed, 0, classes, tf.int32, alg="philox")
    return tf.one_hot(drawn, classes, dtype=keras.config.floatx()) if one_hot else drawn


def draw_prefix(shape: Sequence[Any] | Tensor, seed: Tensor) -> Tensor:
    """1 in the first of some places and 0 in the rest, in Keras's default precision; the number of ones is uniform in [1, places - 1].

    shape: [batch, places, 1]. Returns: that shape.
    Source: Karras et al. 2019 (arXiv 1812.04948), section 3.1: where the styles of one latent end and those of another begin.
    """
    batch, places = shape[0], shape[1]
    ones = tf.random.stateless_uniform([batch, 1, 1], seed, 1, places, tf.int32, alg="philox")
    return tf.cast(tf.range(places)[None, :, None] < ones, keras.config.floatx())


DISTRIBUTIONS: Mapping[str, Callable[..., Tensor]] = {
    "normal": draw_normal,
    "uniform": draw_uniform,
    "box": box_masks,
    "cut": cut_masks,
    "prefix": draw_prefix,
}
"""Distributions of numbers by their kind in a spec: functions of a shape, a seed and the settings of the draw."""


def shuffled(values: Tensor, seed: Tensor) -> Tensor:
    """The examples of a batch in a random order. values: [batch, ...]. Returns: the same shape."""
    order = tf.random.experimental.stateless_shuffle(tf.range(tf.shape(values)[0]), seed)
    return tf.gather(values, order)
