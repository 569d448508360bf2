"""The choice of the current phase within a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

Tensor = Any
Logs = dict[str, Any]


def play_current_phase(round: Tensor, batch: Any, phases: Sequence[tuple[int, Callable[[Any], Logs]]]) -> Logs:
    """One round of the phase that contains `round`.

    phases: (the round before which it ends, its method). Returns: the logs that all phases have.
    """
    spec = tf.nest.map_structure(tf.TensorSpec.from_tensor, batch)
    rounds = [tf.function(method, autograph=False) for _, method in phases]
    logged = [set(one.get_concrete_function(spec).structured_outputs) for one in rounds]
    common = sorted(set.intersection(*logged))
    current = tf.reduce_sum([tf.cast(round >= end, tf.int32) for end, _ in phases[:-1]])

    def branch(one: Callable[[Any], Logs]) -> Callable[[], Logs]:
        return lambda: {key: value for key, value in one(batch).items() if key in common}

    return dict(tf.switch_case(current, [branch(one) for one in rounds]))
