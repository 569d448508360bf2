"""An update: one optimizer step of a player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

Tensor = Any


@dataclass(slots=True, kw_only=True)
class Update:
    """One optimizer step of a player. weights, gradients: in the same order. scheduled: settings of the optimizer for this step."""

    player: str
    loss: Tensor
    weights: list[Any]
    gradients: list[Tensor]
    scheduled: dict[str, Tensor]


def apply_update(optimizer: keras.optimizers.Optimizer, update: Update) -> None:
    """Takes the optimizer step with the scheduled settings."""
    scheduled = dict(update.scheduled)
    if "learning_rate" in scheduled:
        optimizer.learning_rate = scheduled.pop("learning_rate")
    # The others are plain attributes, which must not hold a tensor of the graph when the step is over.
    kept = {name: getattr(optimizer, name) for name in scheduled}
    for name, value in scheduled.items():
        setattr(optimizer, name, value)
    optimizer.apply(update.gradients, update.weights)
    for name, value in kept.items():
        setattr(optimizer, name, value)
