"""Limits of weights, applied after a step: clipped values and bounded norms."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.functions.kernel import kernels_of, output_axes

Tensor = Any


def clip_weights(network: keras.Model, limit: Tensor | float) -> None:
    """Clips every trainable weight of a network to [-limit, limit]."""
    for weight in network.trainable_variables:
        weight.assign(tf.clip_by_value(weight.value, -limit, limit))


def clip_filter_norms(network: keras.Model, limit: Tensor | float) -> None:
    """Scales every filter of a network down to a Euclidean norm of at most `limit`; a filter is a kernel's weights for one output."""
    for layer, kernel in kernels_of(network):
        outputs = output_axes(layer, kernel)
        axes = [axis for axis in range(len(kernel.shape)) if axis not in outputs]
        norm = tf.sqrt(tf.reduce_sum(tf.square(kernel.value), axis=axes, keepdims=True))
        kernel.assign(kernel.value * tf.minimum(1.0, limit / tf.maximum(norm, 1e-12)))
