"""Minibatch standard deviation."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import channels, ranked
from gancompile.runtime.layers.precision import narrow, widen
from gancompile.runtime.replicas import own_slice, whole_batch

Tensor = Any
EPSILON = 1e-8


@keras.saving.register_keras_serializable("gancompile")
class MinibatchStandardDeviation(keras.layers.Layer):  # type: ignore[misc]
    """Appends channels with the standard deviation within a group of examples, by which a critic detects mode collapse.

    Input: [batch, height, width, channels]. Output: [batch, height, width, channels + features]; an appended channel is constant
    over the pixels and the members of a group. Of batch = groups * size, example i is in group i % groups, of the batch of all devices.
    Source: Karras et al. 2018 (arXiv 1710.10196), section 3, in the grouped form of Karras et al. 2020 (arXiv 1912.04958), code.
    Differs: a batch that the group size does not divide is cut into groups of the largest smaller size that does.

    Args:
        group_size: Integer, the number of examples that are compared with each other.
        features: Integer, the number of channels to append, each made from an equal part of the channels.
    """

    def __init__(self, group_size: int = 4, features: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.group_size = integer("group_size", group_size)
        self.features = integer("features", features)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)
        if channels(self, input_shape) % self.features:
            raise ValueError(
                "`features` must divide the number of channels. "
                f"Received: features={self.features}, input_shape={input_shape}"
            )

    def call(self, x: Tensor) -> Tensor:
        own = tf.shape(x)[0]
        wide = whole_batch(widen(x, self))
        batch, height, width, _ = tf.unstack(tf.shape(wide))
        sizes = tf.range(1, self.group_size + 1)
        size = tf.reduce_max(tf.where(batch % sizes == 0, sizes, 1))
        each = x.shape[-1] // self.features
        groups = tf.reshape(wide, [size, batch // size, height, width, self.features, each])
        deviation = tf.sqrt(tf.math.reduce_variance(groups, axis=0) + EPSILON)
        statistic = own_slice().rows(tf.tile(tf.reduce_mean(deviation, axis=[1, 2, 4]), [size, 1]), own)
        plane = tf.broadcast_to(statistic[:, None, None, :], [own, height, width, self.features])
        return ops.concatenate([narrow(x, self), narrow(plane, self)], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], input_shape[-1] + self.features)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "group_size": self.group_size, "features": self.features}
