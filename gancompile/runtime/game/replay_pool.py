"""The replay pool: a buffer of earlier generated examples."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


class ReplayPool(keras.layers.Layer):  # type: ignore[misc]
    """A pool of earlier generated examples, some of which replace new ones in each batch.

    Source: Shrivastava et al. 2017 (arXiv 1612.07828), section 2.3; Zhu et al. 2017 (arXiv 1703.10593), section 4: a pool of 50.
    Differs: the examples of one batch are exchanged for different ones of the pool.
    """

    def __init__(self, size: int, shape: tuple[int, ...], **config: Any) -> None:
        super().__init__(trainable=False, **config)
        self.size = size
        self.kept = self.add_weight(name="kept", shape=(size, *shape), initializer="zeros", trainable=False)
        self.count = self.add_weight(
            name="count", shape=(), dtype="int32", initializer="zeros", trainable=False, autocast=False
        )

    def exchange(self, new: Tensor, seed: Tensor) -> Tensor:
        """The new examples, each replaced by an earlier one with probability one half once the pool is full.

        Until then every new example is returned, and stored as long as there is room. The batch that fills the pool exchanges nothing.
        new: [batch, ...]. seed: [2] int32. Returns: the same shape, without a gradient.
        """
        new = tf.stop_gradient(new)
        number = tf.shape(new)[0]
        order = tf.random.experimental.stateless_shuffle(tf.range(self.size), seed)
        filling = self.count.value + tf.range(number)
        slots = tf.where(filling < self.size, filling, tf.gather(order, tf.range(number) % self.size))
        chance = tf.random.stateless_uniform([number], seed + [0, 1], alg="philox")
        # A slot that this very batch fills is still empty, and a slot is used once a batch.
        can_exchange = (self.count.value >= self.size) & (tf.range(number) < self.size)
        from_pool = can_exchange & (chance < 0.5)
        old = tf.gather(self.kept.value, slots)
        # An example leaves a full pool only where a new one takes its slot; a new example that is returned is not stored.
        stored = tf.where(from_pool | (filling < self.size))[:, 0]
        rows = tf.gather(slots, stored)
        self.kept.assign(tf.tensor_scatter_nd_update(self.kept.value, rows[:, None], tf.gather(new, stored)))
        self.count.assign(tf.minimum(self.count.value + number, self.size))
        choose = tf.reshape(from_pool, tf.concat([[number], tf.ones([len(new.shape) - 1], tf.int32)], axis=0))
        return tf.where(choose, old, new)
