"""An update: one optimizer step of a player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


@dataclass(slots=True, kw_only=True)
class Update:
    """One optimizer step of a player. weights, gradients: in the same order. scheduled: settings of the optimizer for this step.

    clip_norm: of all gradients together. clip_value: of each number in them. None: they are taken as they are.
    """

    player: str
    loss: Tensor
    weights: list[Any]
    gradients: list[Tensor]
    scheduled: dict[str, Tensor]
    clip_norm: Tensor | float | None = None
    clip_value: Tensor | float | None = None


def apply_update(optimizer: keras.optimizers.Optimizer, update: Update) -> None:
    """Takes the optimizer step with the scheduled settings, on clipped gradients where there is a limit."""
    scheduled = dict(update.scheduled)
    if "learning_rate" in scheduled:
        optimizer.learning_rate = scheduled.pop("learning_rate")
    # The others are plain attributes, which must not hold a tensor of the graph when the step is over.
    kept = {name: getattr(optimizer, name) for name in scheduled}
    for name, value in scheduled.items():
        setattr(optimizer, name, value)
    optimizer.apply(clipped(update), update.weights)
    for name, value in kept.items():
        setattr(optimizer, name, value)


def clipped(update: Update) -> list[Tensor]:
    """The gradients of an update within its limits.

    Source: Pascanu et al. 2013 (arXiv 1211.5063), Algorithm 1: by the norm of all of them together.
    """
    gradients = update.gradients
    if update.clip_value is not None:
        limit = update.clip_value
        gradients = [tf.clip_by_value(gradient, -limit, limit) for gradient in gradients]
    if update.clip_norm is not None:
        gradients, _ = tf.clip_by_global_norm(gradients, update.clip_norm)
    return list(gradients)
