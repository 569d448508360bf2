"""Windows of examples."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


def crop(values: Tensor, at: Tensor, size: int) -> Tensor:
    """A window of each example, of `size` places along each spatial axis.

    values: [batch, *sizes, channels]. at: [batch, number of sizes], where the window lies: it begins at floor(at * (size of the axis -
    `size` + 1)), so that a uniform `at` in [0, 1) takes each place equally often; 0 is the first and 1 the last. Returns: [batch, size,
    ..., channels]. No gradient flows to `at`.
    Source: Liu et al. 2021 (arXiv 2101.04775), section 3.2, whose windows are quarters of an image and of its features. Differs: any size
    and place.
    """
    for axis in range(at.shape[1]):
        places = tf.shape(values)[axis + 1] - size + 1
        first = tf.cast(tf.floor(at[:, axis] * tf.cast(places, at.dtype)), tf.int32)
        first = tf.clip_by_value(first, 0, places - 1)
        values = tf.gather(values, first[:, None] + tf.range(size), axis=axis + 1, batch_dims=1)
    return values
