"""Gumbel-softmax sampling."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from gancompile.runtime.layers.argument import number
from gancompile.runtime.layers.input_shape import channels
from gancompile.runtime.layers.precision import narrow, wide, widen

Tensor = Any
TINY = 1e-30


@keras.saving.register_keras_serializable("gancompile")
class GumbelSoftmax(keras.layers.Layer):  # type: ignore[misc]
    """Draws a relaxed one-hot vector from logits in training; returns the softmax or argmax without a draw otherwise.

    Input: [..., classes], logits. Output: the same shape, in [0, 1], of sum 1 over the last axis. If `hard`, the values are one-hot and
    the gradient is the relaxed vector's. At inference: the one-hot of the largest logit if `hard`, else softmax(logits / temperature).
    Source: Jang et al. 2017 (arXiv 1611.01144), eq. 2, and section 2.2 for `hard`. Differs: no draw at inference.

    Args:
        temperature: Number above 0, where small ones make the vector closer to one-hot and its gradients larger.
        hard: Boolean, whether the values are one-hot and only the gradient is relaxed.
        seed: Integer or None, the seed of the draws.
    """

    def __init__(self, temperature: float = 1.0, hard: bool = False, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.temperature = number("temperature", temperature, above=0)
        self.hard = bool(hard)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape: Any) -> None:
        channels(self, input_shape)

    def call(self, logits: Tensor, training: bool | None = None) -> Tensor:
        logits = widen(logits, self)
        if training:
            logits = logits + self._gumbel(logits)
        soft = ops.softmax(logits / self.temperature, axis=-1)
        if not self.hard:
            return narrow(soft, self)
        # Keras's `argmax` looks at bits to tell -0 from 0, which neither ONNX nor LiteRT can.
        one_hot = ops.one_hot(tf.argmax(logits, axis=-1), logits.shape[-1], dtype=soft.dtype)
        # The bracket is exactly 0, so the values are exactly one-hot.
        return narrow(ops.stop_gradient(one_hot) + (soft - ops.stop_gradient(soft)), self)

    def _gumbel(self, logits: Tensor) -> Tensor:
        uniform = keras.random.uniform(ops.shape(logits), dtype=wide(self.compute_dtype), seed=self.seed_generator)
        return -ops.log(-ops.log(ops.maximum(uniform, TINY)))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "temperature": self.temperature, "hard": self.hard, "seed": self.seed}
