"""Spectral normalization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from gancompile.runtime.functions.kernel import as_matrix, matrix_columns
from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.precision import wide
from gancompile.runtime.layers.substitution import SubstitutedWeights, Values
from gancompile.runtime.layers.wrapped_kernel import wrapped_kernels

Tensor = Any
EPSILON = 1e-12


@keras.saving.register_keras_serializable("gancompile")
class SpectralNormalization(SubstitutedWeights):
    """Calls a layer with each of its kernels divided by an estimate of the kernel's largest singular value.

    Input and output: the wrapped layer's. The estimate follows the kernel by power iteration on a vector that is kept between calls
    and moves only in training. A kernel is a matrix of all that is summed over against the outputs; tables of embeddings are kernels,
    too, and so are those of the layers that a layer is made of, such as the four of an attention.
    Source: Miyato et al. 2018 (arXiv 1802.05957), Algorithm 1 and eq. 8-9. Differs: the sides of a transposed convolution's matrix are
    its outputs and its inputs times positions, as for a convolution; a kernel of zeros stays a kernel of zeros. Other than Keras's layer
    of this name: the kernel is never assigned to, and the gradient includes that of the singular value.

    Args:
        layer: The layer to be wrapped, which has kernels or tables of embeddings.
        power_iterations: Integer, the steps of power iteration in each call.
    """

    def __init__(self, layer: Any, power_iterations: int = 1, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        self.power_iterations = integer("power_iterations", power_iterations)

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        kernels = wrapped_kernels(self.innermost, self)
        self.vectors = [
            self.add_weight(
                name=f"u_{number}" if len(kernels) > 1 else "u",
                shape=(matrix_columns(owner, kernel),),
                initializer=keras.initializers.RandomNormal(stddev=1.0),
                trainable=False,
                dtype=wide(self.variable_dtype),
                autocast=False,
            )
            for number, (owner, kernel) in enumerate(kernels, 1)
        ]

    def changed(self, read: Callable[[Any], Tensor], training: bool) -> Values:
        values = []
        for (owner, kernel), vector in zip(wrapped_kernels(self.innermost, self), self.vectors, strict=True):
            value = ops.cast(read(kernel), vector.dtype)
            sigma, u = self._largest_singular_value(as_matrix(owner, kernel, value), vector.value)
            if training:
                vector.assign(u)
            values.append((kernel, value / sigma))
        return values

    def _largest_singular_value(self, matrix: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """The estimate, 1 for a matrix of zeros, and the next vector. matrix: [inputs, outputs]. before: the vector so far."""
        still, u = ops.stop_gradient(matrix), before
        for _ in range(self.power_iterations):
            v = _unit(ops.matmul(still, u))
            u = _unit(ops.matmul(v, still))
        sigma = ops.sum(ops.matmul(v, matrix) * u)
        positive = sigma > EPSILON
        # A vector of zeros would stay one for ever.
        return ops.where(positive, sigma, ops.ones_like(sigma)), ops.where(positive, u, before)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "power_iterations": self.power_iterations}


def _unit(vector: Tensor) -> Tensor:
    """The unit vector, or 0 for 0."""
    return vector / ops.maximum(ops.sqrt(ops.sum(ops.square(vector))), EPSILON)
