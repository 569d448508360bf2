"""Noise injection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.input_shape import channels, ranked
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class NoiseInjection(keras.layers.Layer):  # type: ignore[misc]
    """Adds one normal draw per pixel to all channels, scaled by a learned strength per channel, which starts at 0.

    Input: [batch, height, width, channels]. Output: the same shape. Draws in training and after it, as StyleGAN does.
    Source: Karras et al. 2019, StyleGAN (arXiv 1812.04948), sections 2 and 3.2, fig. 1b; one strength for all channels: Karras et al. 2020,
    StyleGAN2 (arXiv 1912.04958), code. Differs: not.

    Args:
        seed: Integer or None, the seed of the draws.
        strength_initializer: Initializer for the strengths.
        per_channel: Boolean, whether each channel has a strength of its own, as in StyleGAN, or all have one, as in StyleGAN2.
    """

    inference_draw = "normal"
    """The distribution of what `draw` draws in inference, too: exports that cannot draw take it as an input."""

    def __init__(
        self,
        seed: int | None = None,
        strength_initializer: Any = "zeros",
        per_channel: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.seed = seed
        self.per_channel = bool(per_channel)
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.strength_initializer = keras.initializers.get(strength_initializer)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)
        shape = (channels(self, input_shape) if self.per_channel else 1,)
        self.strength = self.add_weight(
            name="strength", shape=shape, initializer=self.strength_initializer, autocast=False
        )

    def call(self, x: Tensor) -> Tensor:
        return narrow(widen(x, self) + widen(self.strength, self) * self.draw([*ops.shape(x)[:3], 1]), self)

    def draw(self, shape: Sequence[Any]) -> Tensor:
        """The noise of one call. shape: [batch, height, width, 1]."""
        return keras.random.normal(shape, dtype=wide(self.compute_dtype), seed=self.seed_generator)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "seed": self.seed,
            "per_channel": self.per_channel,
            "strength_initializer": keras.initializers.serialize(self.strength_initializer),
        }
