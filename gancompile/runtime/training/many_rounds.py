"""Many rounds in one call of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from gancompile.runtime.game import Logs

Rounds = Callable[[Any, Any], Logs]


def many_rounds(play_round: Callable[[Any], Logs], element_spec: Any) -> Rounds:
    """A function of (iterator, count) that plays `count` rounds, each on the next element of the iterator, and returns the mean logs."""
    # Grappler's arithmetic optimizer reorders sums differently from one trace to the next, which changes their last digits.
    tf.config.optimizer.set_experimental_options({"arithmetic_optimization": False})
    one = tf.function(play_round, autograph=False)
    names = list(one.get_concrete_function(element_spec).structured_outputs)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def many(iterator: Any, count: Any) -> Logs:
        def body(done: Any, totals: Logs) -> tuple[Any, Logs]:
            logs = one(next(iterator))
            return done + 1, {name: totals[name] + tf.cast(logs[name], tf.float32) for name in names}

        start = (tf.constant(0), {name: tf.constant(0.0) for name in names})
        _, totals = tf.while_loop(lambda done, _: done < count, body, start, parallel_iterations=1)
        return {name: total / tf.cast(count, tf.float32) for name, total in totals.items()}

    def rounds(iterator: Any, count: int) -> Logs:
        # A tensor: for each Python number the whole graph would be traced again.
        logs: Logs = many(iterator, tf.constant(count))
        return logs

    return rounds
