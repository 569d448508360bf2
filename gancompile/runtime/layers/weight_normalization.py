"""Weight normalization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from gancompile.runtime.functions.kernel import output_axes
from gancompile.runtime.layers.precision import wide
from gancompile.runtime.layers.substitution import SubstitutedWeights, Values, stored
from gancompile.runtime.layers.wrapped_kernel import wrapped_kernels

Tensor = Any
EPSILON = 1e-12


@keras.saving.register_keras_serializable("gancompile")
class WeightNormalization(SubstitutedWeights):
    """Calls a layer with each of its kernels as a magnitude for each output times the direction of the output's weights.

    Input and output: the wrapped layer's. The kernel v is used as g * v / |v|, where the norm is over all that an output sums; g is a
    trained vector, which begins at the norms of the kernel, so that the layer begins as it is without the wrapper. A table of embeddings
    has a magnitude for each of its rows.
    Source: Salimans and Kingma 2016 (arXiv 1602.07868), eq. 2. Differs: g begins at |v| and the bias where the layer sets it (there:
    from the statistics of a first batch, section 3); weights of zeros stay zeros. Other than PyTorch's function: the magnitudes of a
    transposed convolution are of its outputs, not of its inputs.

    Args:
        layer: The layer to be wrapped, which has kernels or tables of embeddings.
    """

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        kernels = wrapped_kernels(self.innermost, self)
        within = self.layer.substitutes(False) if isinstance(self.layer, SubstitutedWeights) else []
        found = {id(variable): value for variable, value in within}
        self.magnitudes = []
        for number, (owner, kernel) in enumerate(kernels, 1):
            norms = _norms(owner, kernel, ops.cast(found.get(id(kernel), stored(kernel)), wide(self.variable_dtype)))
            magnitude = self.add_weight(
                name=f"g_{number}" if len(kernels) > 1 else "g",
                shape=[kernel.shape[axis] for axis in _magnitude_axes(owner, kernel)],
                initializer="ones",
                dtype=wide(self.variable_dtype),
                autocast=False,
            )
            magnitude.assign(ops.reshape(norms, magnitude.shape))
            self.magnitudes.append(magnitude)

    def changed(self, read: Callable[[Any], Tensor], training: bool) -> Values:
        values = []
        for (owner, kernel), magnitude in zip(wrapped_kernels(self.innermost, self), self.magnitudes, strict=True):
            value = ops.cast(read(kernel), magnitude.dtype)
            norms = _norms(owner, kernel, value)
            values.append((kernel, value * ops.reshape(magnitude.value, norms.shape) / norms))
        return values


def _magnitude_axes(owner: Any, kernel: Any) -> tuple[int, ...]:
    """The axes of a kernel that have a magnitude for each position: the outputs, or the rows of a table."""
    return (0,) if kernel.name == "embeddings" else output_axes(owner, kernel)


def _norms(owner: Any, kernel: Any, value: Tensor) -> Tensor:
    """The norm over all that an output sums, with axes of size 1; that of zeros is a small number, so that its gradient is finite."""
    kept = _magnitude_axes(owner, kernel)
    summed = tuple(axis for axis in range(len(kernel.shape)) if axis not in kept)
    return ops.sqrt(ops.maximum(ops.sum(ops.square(value), axis=summed, keepdims=True), EPSILON**2))
