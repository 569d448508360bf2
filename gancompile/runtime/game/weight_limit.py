"""Limits of weights, applied after a step: clipped values and bounded norms."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def clip_weights(network: keras.Model, limit: Tensor | float) -> None:
    """Clips every trainable weight of a network to [-limit, limit]."""
    for weight in network.trainable_variables:
        weight.assign(tf.clip_by_value(weight.value, -limit, limit))


def clip_filter_norms(network: keras.Model, limit: Tensor | float) -> None:
    """Scales every filter of a network down to a Euclidean norm of at most `limit`; a filter is a kernel's weights for one output."""
    for weight in network.trainable_variables:
        if len(weight.shape) >= 2:
            axes = list(range(len(weight.shape) - 1))
            norm = tf.sqrt(tf.reduce_sum(tf.square(weight.value), axis=axes, keepdims=True))
            weight.assign(weight.value * tf.minimum(1.0, limit / tf.maximum(norm, 1e-12)))
