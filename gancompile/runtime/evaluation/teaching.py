"""Small networks that metrics teach."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from numpy.typing import NDArray

BATCH = 128


def teach(
    model: keras.Model, inputs: NDArray[Any], targets: NDArray[Any], *, loss: Any, rate: float, rounds: int, seed: int
) -> None:
    """Trains a network for so many rounds, with AdamW at a rate that falls to 0.

    inputs, targets: [number, ...], in a new order each epoch.
    """
    schedule = keras.optimizers.schedules.CosineDecay(rate, rounds)
    model.compile(optimizer=keras.optimizers.AdamW(schedule, weight_decay=1e-3), loss=loss)
    order = tf.data.Dataset.from_tensor_slices((inputs, targets)).shuffle(len(inputs), seed=seed).repeat()
    batches = order.batch(min(BATCH, len(inputs)), drop_remainder=True).prefetch(2)
    model.fit(batches, steps_per_epoch=rounds, epochs=1, shuffle=False, verbose=0)
