"""Examples side by side."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


def pack(values: Tensor, number: int) -> Tensor:
    """So many neighbours of the batch as one example, side by side along the last axis.

    values: [batch, *sizes, channels], a batch that `number` divides. Returns: [batch / number, *sizes, number * channels].
    Source: Lin et al. 2018 (arXiv 1712.04086), section 3, which packs images by their channels. Differs: neighbours of one batch are
    packed, where the paper draws each afresh.
    """
    axes = len(values.shape)
    grouped = tf.reshape(values, tf.concat([[-1, number], tf.shape(values)[1:]], axis=0))
    beside = tf.transpose(grouped, [0, *range(2, axes), 1, axes])
    packed = tf.reshape(beside, tf.concat([[-1], tf.shape(values)[1:-1], [number * values.shape[-1]]], axis=0))
    packed.set_shape([None, *values.shape[1:-1], number * values.shape[-1]])
    return packed
