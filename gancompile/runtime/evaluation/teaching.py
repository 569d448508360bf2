"""Small networks that metrics teach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from numpy.typing import NDArray

BATCH = 128


def teach(
    model: keras.Model, inputs: NDArray[Any], targets: NDArray[Any], *, loss: Any, rate: float, rounds: int, seed: int,
    played: Callable[[int], None] = lambda _: None,
) -> None:  # fmt: skip
    """Trains a network for so many rounds, with AdamW at a rate that falls to 0.

    inputs, targets: [number, ...], in a new order each epoch. played: called with the number of each round.
    """
    schedule = keras.optimizers.schedules.CosineDecay(rate, rounds)
    model.compile(optimizer=keras.optimizers.AdamW(schedule, weight_decay=1e-3), loss=loss)
    order = tf.data.Dataset.from_tensor_slices((inputs, targets)).shuffle(len(inputs), seed=seed).repeat()
    batches = order.batch(min(BATCH, len(inputs)), drop_remainder=True).prefetch(2)
    each_round = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: played(batch + 1))
    model.fit(batches, steps_per_epoch=rounds, epochs=1, shuffle=False, verbose=0, callbacks=[each_round])
