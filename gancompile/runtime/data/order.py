"""The order of examples, a new one in each epoch."""

from __future__ import annotations

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor
from gancompile.catalogue.steps.uniform import uniform


def order(positions: Tensor, count: int, seed: int) -> Tensor:
    """The index of the example at each position: every example once an epoch, in an order of that epoch.

    positions: [n] int64. Returns: [n] int64.
    """
    epochs = tf.cast(positions // count, tf.int32)
    keys = tf.stack([tf.fill(tf.shape(epochs), seed % 2**31), epochs, tf.zeros_like(epochs)], axis=1)
    # The wrapper `tf.random.experimental.index_shuffle` pads the wrong axis of a seed for each index (TensorFlow 2.21).
    return tf.raw_ops.RandomIndexShuffle(
        index=positions % count, seed=keys, max_index=tf.constant(count - 1, tf.int64), rounds=4
    )


BEGIN, WINDOW, WITHIN = 0x57494E30, 0x57494E31, 0x57494E32
"""The numbers of the draws of an order by windows, apart from those of random steps."""


def windowed_order(positions: Tensor, count: int, window: int, seed: int) -> Tensor:
    """The index of the example at each position: every example once an epoch, those of a window one after the other.

    An epoch begins at a random example and goes round: each `window` examples are a window, and what is left is the last one. The
    others come in an order of the epoch, and the examples of each in an order of their own. positions: [n] int64. Returns: [n] int64.
    """
    epochs, within_epoch = positions // count, positions % count
    whole = count // window
    turns = within_epoch // window
    begin = tf.cast(tf.cast(uniform(epochs, seed, BEGIN), tf.float64) * count, tf.int64)
    is_whole = turns < whole
    shuffled = _shuffled(
        tf.minimum(turns, max(whole - 1, 0)), tf.fill(tf.shape(turns), max(whole, 1)), epochs, seed, WINDOW
    )
    windows = tf.where(is_whole, shuffled, whole)
    sizes = tf.where(is_whole, window, max(count - whole * window, 1))
    places = _shuffled(within_epoch % window, sizes, epochs * (whole + 1) + windows, seed, WITHIN)
    return (begin + windows * window + places) % count


def _shuffled(indices: Tensor, counts: Tensor, numbers: Tensor, seed: int, draw: int) -> Tensor:
    """Each index in an order of so many, one for each number: [n] int64."""
    high, low = (tf.cast(uniform(numbers, seed, draw + part) * 2.0**24, tf.int32) for part in (0, 0x100))
    keys = tf.stack([high, low, tf.zeros_like(low)], axis=1)
    largest = tf.cast(counts, tf.int64) - 1
    return tf.raw_ops.RandomIndexShuffle(index=indices, seed=keys, max_index=largest, rounds=4)
