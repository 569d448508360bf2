"""A buffer of earlier examples, so that a critic does not forget what it has seen."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Tensor = Any


class ReplayPool(keras.layers.Layer):  # type: ignore[misc]
    """Keeps `size` examples of earlier batches, and gives some of them in the place of new ones.

    Source: Shrivastava et al. 2017 (arXiv 1612.07828), section 2.3; Zhu et al. 2017 (arXiv 1703.10593), section 4: a pool of 50.
    Differs: the examples of one batch change places with different ones of the pool.
    """

    def __init__(self, size: int, shape: tuple[int, ...], **config: Any) -> None:
        super().__init__(trainable=False, **config)
        self.size = size
        self.kept = self.add_weight(name="kept", shape=(size, *shape), initializer="zeros", trainable=False)
        self.count = self.add_weight(
            name="count", shape=(), dtype="int32", initializer="zeros", trainable=False, autocast=False
        )

    def exchange(self, new: Tensor, seed: Tensor) -> Tensor:
        """The new examples, in the places of about half of which are earlier ones once the pool was full before.

        Until then every new example is given, and kept as long as there is room. A batch that fills the pool exchanges nothing yet.
        new: [batch, ...]. seed: [2] int32. Returns: the same shape, without a gradient.
        """
        new = tf.stop_gradient(new)
        number = tf.shape(new)[0]
        order = tf.random.experimental.stateless_shuffle(tf.range(self.size), seed)
        filling = self.count.value + tf.range(number)
        chosen = tf.where(filling < self.size, filling, tf.gather(order, tf.range(number) % self.size))
        chance = tf.random.stateless_uniform([number], seed + [0, 1], alg="philox")
        # A place that is filled by this very batch holds nothing yet, and a place gives one example a batch.
        changes = (self.count.value >= self.size) & (tf.range(number) < self.size)
        from_pool = changes & (chance < 0.5)
        old = tf.gather(self.kept.value, chosen)
        # What comes out of the pool makes room for what went in; a new example that is given at once is not kept in a full pool.
        keeps = tf.where(from_pool | (filling < self.size))[:, 0]
        rows = tf.gather(chosen, keeps)
        self.kept.assign(tf.tensor_scatter_nd_update(self.kept.value, rows[:, None], tf.gather(new, keeps)))
        self.count.assign(tf.minimum(self.count.value + number, self.size))
        choose = tf.reshape(from_pool, tf.concat([[number], tf.ones([len(new.shape) - 1], tf.int32)], axis=0))
        return tf.where(choose, old, new)
