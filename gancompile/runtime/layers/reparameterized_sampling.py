"""Sampling by the reparameterization trick."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.input_shape import pair
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class ReparameterizedSampling(keras.layers.Layer):  # type: ignore[misc]
    """Draws from a normal distribution with a given mean and log-variance in training; returns the mean otherwise.

    Input: [mean, log_variance], both [batch, ...]. Output: the same shape, mean + exp(log_variance / 2) * standard normal.
    Source: Kingma & Welling 2014 (arXiv 1312.6114), section 2.4 and eq. 10. Differs: the mean at inference.

    Args:
        seed: Integer or None, the seed of the draws.
    """

    def __init__(self, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape: Any) -> None:
        mean, log_variance = pair(self, input_shape, "log_variance", first="mean")
        if mean != log_variance:
            raise ValueError(f"`mean` and `log_variance` must have the same shape. Received: input_shape={input_shape}")

    def call(self, inputs: Any, training: bool | None = None) -> Tensor:
        mean, log_variance = (widen(one, self) for one in inputs)
        if not training:
            return narrow(mean, self)
        noise = keras.random.normal(ops.shape(mean), dtype=wide(self.compute_dtype), seed=self.seed_generator)
        return narrow(mean + ops.exp(0.5 * log_variance) * noise, self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "seed": self.seed}
