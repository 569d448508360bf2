"""The replicas of a game, one on each device: what they compute together while each has a slice of the batch.

Outside of a `tf.distribute` strategy there is one replica, and all of these functions return what they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.replicas.batch_slice import WHOLE, BatchSlice

Tensor = Any


def replicas() -> int:
    """The number of replicas, 1 where the game is not distributed."""
    return int(tf.distribute.get_strategy().num_replicas_in_sync)


def own_slice() -> BatchSlice:
    """The slice of the batch that this replica has."""
    context = tf.distribute.get_replica_context()
    if context is None or replicas() == 1:
        return WHOLE
    return BatchSlice(index=context.replica_id_in_sync_group, of=replicas())


def mean_over_replicas(values: Any) -> Any:
    """The mean over the replicas of each value. values: tensors of one shape on all replicas, alone or in a list. Gradients flow."""
    if replicas() == 1:
        return values
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, values)


def mean_of_logs(logs: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The mean over the replicas of each logged scalar, in one exchange."""
    if replicas() == 1:
        return dict(logs)
    stacked = mean_over_replicas(tf.stack([tf.cast(value, keras.config.floatx()) for value in logs.values()]))
    return dict(zip(logs, tf.unstack(stacked), strict=True))


def whole_batch(values: Tensor) -> Tensor:
    """The examples of all replicas, in their order. Gradients flow. values: [batch, ...]. Returns: [replicas * batch, ...]."""
    if replicas() == 1:
        return values
    return tf.distribute.get_replica_context().all_gather(values, axis=0)
