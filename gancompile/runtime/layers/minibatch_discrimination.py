"""Minibatch discrimination."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import channels, ranked
from gancompile.runtime.layers.precision import narrow, widen
from gancompile.runtime.replicas import whole_batch

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class MinibatchDiscrimination(keras.layers.Layer):  # type: ignore[misc]
    """Appends, for each learned projection, the closeness of an example to the examples of its batch.

    Input: [batch, features]. Output: [batch, features + kernels]; an appended number is in [1, batch], its own closeness of 1 counted. The
    batch is that of all devices.
    Memory grows with batch^2 * kernels * dimensions.
    Source: Salimans et al. 2016 (arXiv 1606.03498), section 3.2. Differs: not.

    Args:
        kernels: Integer, the number of projections, each of which appends one feature.
        dimensions: Integer, the dimensions of each projection.
        kernel_initializer: Initializer for the tensor of the projections.
    """

    def __init__(
        self, kernels: int = 100, dimensions: int = 5, kernel_initializer: Any = "glorot_uniform", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.autocast = False
        self.kernels = integer("kernels", kernels)
        self.dimensions = integer("dimensions", dimensions)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, 2)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(channels(self, input_shape), self.kernels * self.dimensions),
            initializer=self.kernel_initializer,
            autocast=False,
        )

    def call(self, x: Tensor) -> Tensor:
        projected = ops.matmul(widen(x, self), widen(self.kernel, self))
        projected = ops.reshape(projected, [-1, self.kernels, self.dimensions])
        distance = ops.sum(ops.abs(projected[:, None] - whole_batch(projected)[None, :]), axis=-1)
        closeness = ops.sum(ops.exp(-distance), axis=1)
        return ops.concatenate([narrow(x, self), narrow(closeness, self)], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], input_shape[1] + self.kernels)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "kernels": self.kernels,
            "dimensions": self.dimensions,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
