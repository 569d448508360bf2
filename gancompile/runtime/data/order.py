"""The order of examples, a new one in each epoch."""

from __future__ import annotations

import tensorflow as tf

from gancompile.catalogue.sources.source import Tensor


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
