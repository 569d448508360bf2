"""The steps of a pipeline, each on a whole batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from gancompile.runtime.data.source import Batch, Tensor

RANDOM = frozenset({"flip", "random_crop"})
Step = Mapping[str, Any]
LARGEST = 2**24 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps in the order written. ranges: of the fields, before the first step. example: the field that `range` takes without images."""

    steps: Sequence[Step]
    ranges: Mapping[str, tuple[float, float]]
    example: str

    def __call__(self, batch: Batch, keys: Tensor | None = None) -> Batch:
        """The batch after the steps. keys: [batch, 2] int32, one for each example, where a step is random."""
        for number, step in enumerate(self.steps):
            ((kind, value),) = step.items()
            names = [name for name, values in batch.items() if len(values.shape) == 4]
            for name in names or [self.example]:
                batch = {**batch, name: self._changed(batch[name], name, kind, value, keys, number)}
        return batch

    def _changed(self, values: Tensor, name: str, kind: str, value: Any, keys: Tensor | None, number: int) -> Tensor:
        match kind:
            case "resize":
                return _resized(values, value)
            case "crop":
                top, left = (tf.shape(values)[1] - value[0]) // 2, (tf.shape(values)[2] - value[1]) // 2
                return values[:, top : top + value[0], left : left + value[1]]
            case "random_crop":
                return _random_crop(values, value, keys, number)
            case "flip":
                axis = 2 if value == "horizontal" else 1
                chosen = tf.reshape(_uniform(keys, number) < 0.5, [-1, 1, 1, 1])
                return tf.where(chosen, tf.reverse(values, [axis]), values)
            case "grayscale":
                return values if values.shape[3] == 1 else _grey(values)
            case "range":
                low, high = self.ranges[name]
                scale = (value[1] - value[0]) / ((high - low) or 1.0)
                return (tf.cast(values, tf.float32) - low) * scale + value[0]
        raise AssertionError(kind)


def split_at_random(steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """The steps before the first random one, and the rest."""
    first = next((i for i, step in enumerate(steps) if RANDOM & step.keys()), len(steps))
    return list(steps[:first]), list(steps[first:])


def _resized(values: Tensor, size: Sequence[int]) -> Tensor:
    """Antialiased bilinear; bytes stay bytes."""
    made = tf.image.resize(tf.cast(values, tf.float32), size, antialias=True)
    return tf.cast(tf.clip_by_value(tf.round(made), 0.0, 255.0), tf.uint8) if values.dtype == tf.uint8 else made


def _random_crop(values: Tensor, size: Sequence[int], keys: Tensor | None, number: int) -> Tensor:
    """A piece of each example, of its own place."""
    room = tf.cast(tf.shape(values)[1:3] - size, tf.float32) + 1.0
    tops = tf.cast(_uniform(keys, 2 * number) * room[0], tf.int32)
    lefts = tf.cast(_uniform(keys, 2 * number + 1) * room[1], tf.int32)
    rows, columns = tops[:, None] + tf.range(size[0]), lefts[:, None] + tf.range(size[1])
    return tf.gather(tf.gather(values, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)


def _grey(values: Tensor) -> Tensor:
    """Luma of ITU-R BT.601."""
    made = tf.reduce_sum(tf.cast(values[..., :3], tf.float32) * [0.299, 0.587, 0.114], axis=3, keepdims=True)
    return tf.cast(tf.round(made), tf.uint8) if values.dtype == tf.uint8 else made


def _uniform(keys: Tensor, number: int) -> Tensor:
    """One number in [0, 1) for each example, a function of its key alone: [batch]."""
    places = tf.concat([keys, tf.fill([tf.shape(keys)[0], 1], number)], axis=1)
    return tf.cast(shuffled(tf.zeros_like(keys[:, 0]), places, LARGEST), tf.float32) / (LARGEST + 1.0)


def shuffled(indices: Tensor, keys: Tensor, largest: Any) -> Tensor:
    """Where each index goes in the permutation of 0 to `largest` that its key names. indices: [batch]. keys: [batch, 3] int32."""
    # `tf.random.experimental.index_shuffle` takes one key for all indices; the operation under it takes one for each.
    return tf.raw_ops.RandomIndexShuffle(index=indices, seed=keys, max_index=tf.cast(largest, indices.dtype), rounds=4)
