"""Many rounds in one call of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from gancompile.runtime.game import Logs

Rounds = Callable[[Any, int], "tuple[int, dict[str, float]]"]
"""From an iterator over the data and a number of rounds to the rounds that were played, and the sums of their logs."""


def many_rounds(play_round: Callable[[Any], Logs], element_spec: Any) -> Rounds:
    """A function that plays so many rounds, each on the next element of the iterator. It stops after a round whose logs are not finite."""
    # Grappler's arithmetic optimizer reorders sums differently from one trace to the next, which changes their last digits.
    tf.config.optimizer.set_experimental_options({"arithmetic_optimization": False})
    one = tf.function(play_round, autograph=False)
    names = list(one.get_concrete_function(element_spec).structured_outputs)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def many(iterator: Any, count: Any) -> tuple[Any, Logs]:
        def is_due(done: Any, is_finite: Any, sums: Logs) -> Any:
            del sums
            return tf.logical_and(done < count, is_finite)

        def body(done: Any, is_finite: Any, sums: Logs) -> tuple[Any, Any, Logs]:
            del is_finite
            played = one(next(iterator))
            # Sums of float32 in float64 have no rounding, so they do not depend on how many rounds a call plays.
            logs = {name: tf.cast(played[name], tf.float64) for name in names}
            is_finite = tf.reduce_all(tf.math.is_finite(tf.stack(list(logs.values()))))
            return done + 1, is_finite, {name: sums[name] + logs[name] for name in names}

        zeros = {name: tf.zeros([], tf.float64) for name in names}
        done, _, sums = tf.while_loop(is_due, body, (tf.constant(0), tf.constant(True), zeros), parallel_iterations=1)
        return done, sums

    def rounds(iterator: Any, count: int) -> tuple[int, dict[str, float]]:
        # A tensor: for each Python number the whole graph would be traced again.
        done, sums = many(iterator, tf.constant(count))
        return int(done), {name: float(value) for name, value in sums.items()}

    return rounds
