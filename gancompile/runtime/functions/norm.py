"""The Euclidean norm of each example."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any


def norm(values: Tensor, examples: int = 1) -> Tensor:
    """The Euclidean norm over all axes of each example, with gradient 0 at the zero vector, where that of `tf.norm` is NaN.

    values: [batch, ...], or [batch, batch, ...] with `examples=2`, the number of leading axes over examples. Returns: those axes.
    """
    squares = tf.reduce_sum(tf.square(values), axis=list(range(examples, len(values.shape))))
    zero = tf.equal(squares, 0.0)
    # Both branches of a `where` get a gradient, so the square root must not be taken of zero at all.
    safe = tf.sqrt(tf.where(zero, tf.ones_like(squares), squares))
    return tf.where(zero, tf.zeros_like(squares), safe)
