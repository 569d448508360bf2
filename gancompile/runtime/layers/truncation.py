"""The truncation trick."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import fraction
from gancompile.runtime.layers.input_shape import channels, ranked
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class Truncation(keras.layers.Layer):  # type: ignore[misc]
    """Follows the mean of a latent in training, and draws samples nearer to it: less variety, fewer bad samples.

    Input: [batch, ..., features], such as the output of a mapping network. Output: the same shape; in training the input itself, in
    inference mean + psi * (input - mean), with the moving mean of each feature over all that it was given in training.
    Source: Karras et al. 2019, StyleGAN (arXiv 1812.04948), appendix B; psi is 0.7 and the momentum 0.995 as in the authors' code.
    Differs: all layers of the synthesis read the truncated latent, of which the authors' code can spare the last ones; the mean begins
    at 0, so that after a few hundred updates samples still lie nearer to 0 than to it.

    Args:
        psi: Number from 0 to 1, what remains of the distance to the mean: 1 leaves samples as they are, 0 makes all of them the mean.
        momentum: Number from 0 to 1, what a batch leaves of the moving mean.
    """

    def __init__(self, psi: float = 0.7, momentum: float = 0.995, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.psi = fraction("psi", psi)
        self.momentum = fraction("momentum", momentum)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 2, or_more=True)
        self.moving_mean = self.add_weight(
            name="moving_mean", shape=(channels(self, input_shape),), initializer="zeros", trainable=False,
            dtype=wide(self.compute_dtype),
        )  # fmt: skip

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        values = widen(inputs, self)
        if training:
            mean = ops.stop_gradient(ops.mean(values, axis=tuple(range(len(values.shape) - 1))))
            self.moving_mean.assign(self.momentum * self.moving_mean + (1.0 - self.momentum) * mean)
            return narrow(values, self)
        return narrow(self.moving_mean + self.psi * (values - self.moving_mean), self)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "psi": self.psi, "momentum": self.momentum}
