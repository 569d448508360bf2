"""A game whose batch is computed by several devices together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.game.update import inner_optimizer
from gancompile.runtime.replicas import own_slice, replicas

APART = 0x9E3779B1
"""What sets the seeds of two replicas apart: 2^32 divided by the golden ratio."""


def compute_together(game: keras.Model, optimizers: Iterable[keras.optimizers.Optimizer]) -> None:
    """Batch statistics over the whole batch; gradients that reach the optimizers as means over it are not summed once more."""
    for layer in game._flatten_layers():
        if isinstance(getattr(layer, "synchronized", None), bool):
            layer.synchronized = True
    for optimizer in optimizers:
        inner_optimizer(optimizer)._all_reduce_sum_gradients = list


@contextmanager
def own_seeds(game: keras.Model) -> Iterator[None]:
    """Seed generators of layers (dropout) that draw other numbers on each replica; after it, they are alike on all of them again."""
    if replicas() == 1:
        yield
        return
    states = _seed_states(game)
    apart = tf.cast(tf.stack([own_slice().index, 0]), tf.uint32) * tf.constant(APART, tf.uint32)
    for state in states:
        state.assign(state.value + tf.cast(apart, state.dtype))
    yield
    for state in states:
        state.assign(state.value - tf.cast(apart, state.dtype))


def _seed_states(game: keras.Model) -> list[Any]:
    generators = (
        value
        for layer in game._flatten_layers()
        for value in vars(layer).values()
        if isinstance(value, keras.random.SeedGenerator)
    )
    return list({id(one): one.state for one in generators}.values())
