"""The logarithm of a sum of means of exponentials."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.replicas import whole_batch

Tensor = Any


def log_mean_exp(*values: Tensor) -> Tensor:
    """log(E[exp(a)] + E[exp(b)] + ...), computed from the largest value down: no overflow, and no logarithm of 0.

    values: [batch] or [batch, 1] each. Returns: scalar.
    """
    values = tuple(whole_batch(one) for one in values)
    parts = [tf.reduce_logsumexp(one) - tf.math.log(tf.cast(tf.size(one), one.dtype)) for one in values]
    return tf.reduce_logsumexp(tf.stack(parts))
