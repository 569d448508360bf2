"""Self-attention over pixels."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.initializer import fresh
from gancompile.runtime.layers.input_shape import channels, ranked
from gancompile.runtime.layers.precision import narrow, widen

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class SelfAttention(keras.layers.Layer):  # type: ignore[misc]
    """Adds to each pixel a mixture of all pixels, weighted by how well their queries and keys agree.

    Input: [batch, height, width, channels]. Output: the same shape; x + scale * attention, and the scale starts at 0.
    Source: Zhang et al. 2019, SAGAN (arXiv 1805.08318), eq. 1-3; the pooling: Brock et al. 2019, BigGAN (arXiv 1809.11096), code.
    Differs: values have channels // 2 features, as in the authors' code, where section 3 of the paper has channels // 8.

    Args:
        reduction: Integer, by which the channels are divided for queries and keys.
        pool: Boolean, whether keys and values are max-pooled 2x2 first, which makes the map of weights four times smaller.
        kernel_initializer: Initializer for the four 1x1 convolutions.
    """

    def __init__(
        self, reduction: int = 8, pool: bool = False, kernel_initializer: Any = "glorot_uniform", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.reduction = integer("reduction", reduction)
        self.pool = bool(pool)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 4)
        if self.pool and any(size is not None and size < 2 for size in input_shape[1:3]):
            raise ValueError(f"`pool=True` needs 2x2 pixels or more. Received: input_shape={input_shape}")
        size = channels(self, input_shape)
        few, half = max(size // self.reduction, 1), max(size // 2, 1)
        self.query_kernel = self._convolution(0, "query_kernel", size, few)
        self.key_kernel = self._convolution(1, "key_kernel", size, few)
        self.value_kernel = self._convolution(2, "value_kernel", size, half)
        self.output_kernel = self._convolution(3, "output_kernel", half, size)
        self.scale = self.add_weight(name="scale", shape=(), initializer="zeros")

    def _convolution(self, index: int, name: str, size: int, filters: int) -> Any:
        return self.add_weight(name=name, shape=(size, filters), initializer=fresh(self.kernel_initializer, index))

    def call(self, x: Tensor) -> Tensor:
        query = self._flat(ops.matmul(x, self.query_kernel))
        key = self._flat(self._pooled(ops.matmul(x, self.key_kernel)))
        value = self._flat(self._pooled(ops.matmul(x, self.value_kernel)))
        # Scores of half-precision features overflow, so they and their softmax are float32.
        scores = ops.matmul(widen(query, self), ops.swapaxes(widen(key, self), 1, 2))
        mixed = ops.matmul(narrow(ops.softmax(scores, axis=-1), self), value)
        attention = ops.reshape(ops.matmul(mixed, self.output_kernel), ops.shape(x))
        return x + self.scale * attention

    def _pooled(self, x: Tensor) -> Tensor:
        return ops.max_pool(x, 2, 2, padding="valid", data_format="channels_last") if self.pool else x

    def _flat(self, x: Tensor) -> Tensor:
        batch, height, width, size = ops.shape(x)
        return ops.reshape(x, [batch, height * width, size])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "reduction": self.reduction,
            "pool": self.pool,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
