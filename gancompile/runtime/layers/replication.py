"""Margins by replication of the edge."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.layers.margins import MarginLayer

Tensor = Any


class ReplicationLayer(MarginLayer):
    """Margins that repeat the edge of the example: a a a | a b c d | d d d."""

    def call(self, x: Tensor) -> Tensor:
        for axis, (before, after) in enumerate(self.padding, 1):
            first, last = (tf.gather(x, [place], axis=axis) for place in (0, tf.shape(x)[axis] - 1))
            x = tf.concat([tf.repeat(first, before, axis), x, tf.repeat(last, after, axis)], axis)
        return x
