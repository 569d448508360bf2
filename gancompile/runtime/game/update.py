"""An update: one optimizer step of a player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.replicas import mean_over_replicas

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


def apply_update(optimizer: keras.optimizers.Optimizer, update: Update, settings: dict[str, Any]) -> None:
    """Takes the optimizer step with the scheduled settings, on clipped gradients where there is a limit.

    settings: what the scheduled ones are otherwise, by name; those that are scheduled for the first time are added.
    """
    scheduled = dict(update.scheduled)
    if "learning_rate" in scheduled:
        optimizer.learning_rate = scheduled.pop("learning_rate")
    inner = inner_optimizer(optimizer)
    # The others are plain attributes, which must not hold a tensor of the graph when the step is over. On several devices another
    # replica may have set them already.
    for name, value in scheduled.items():
        settings.setdefault(name, getattr(inner, name))
        setattr(inner, name, value)
    gradients, scale = clipped(update), loss_scale_of(optimizer)
    if scale is not None:
        gradients = [gradient * tf.cast(scale.value, gradient.dtype) for gradient in gradients]
    optimizer.apply(gradients, update.weights)
    for name in scheduled:
        setattr(inner, name, settings[name])


def inner_optimizer(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """The optimizer whose settings are the player's: the one within Keras's loss scaling, where there is one."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def loss_scale_of(optimizer: keras.optimizers.Optimizer) -> Any:
    """The variable by which the losses of a player are multiplied, so that small gradients reach through float16; None for no scaling.

    Source: Micikevicius et al. 2018 (arXiv 1710.03740), section 3.2.
    """
    return getattr(optimizer, "dynamic_scale", None)


def gradients_of(tape: tf.GradientTape, loss: Tensor, weights: Sequence[Any], scale: Any) -> list[Tensor]:
    """The gradients of a loss, 0 where it does not depend on a weight. scale: by which it is multiplied on the way through the networks.

    A gradient that is not finite was too large for float16 at this scale: the optimizer then leaves the step out, and halves the scale.
    """
    seed = tf.cast(scale.value, loss.dtype) if scale is not None else None
    gradients = tape.gradient(
        loss,
        [weight.value for weight in weights],
        output_gradients=seed,
        unconnected_gradients=tf.UnconnectedGradients.ZERO,
    )
    # The gradient of an embedding is sparse, IndexedSlices, in which a row may occur twice: its norm would count it so.
    gradients = [tf.convert_to_tensor(gradient) for gradient in gradients]
    if scale is None:
        return gradients
    return [gradient / tf.cast(scale.value, gradient.dtype) for gradient in gradients]


def logs_of_gradients(player: str, gradients: Sequence[Tensor], scale: Any) -> dict[str, Tensor]:
    """The norm of all gradients; with loss scaling also the scale, and a norm of 0 in a step that is left out."""
    norm = tf.linalg.global_norm(gradients)
    if scale is None:
        return {f"{player}_gradient_norm": norm}
    taken = tf.where(tf.math.is_finite(norm), norm, tf.zeros_like(norm))
    return {f"{player}_gradient_norm": taken, f"{player}_loss_scale": tf.identity(scale.value)}


def mean_of_gradients(gradients: Sequence[Tensor]) -> list[Tensor]:
    """The gradients of the whole batch, from those of the slice that each replica has."""
    return list(mean_over_replicas(list(gradients)))


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
