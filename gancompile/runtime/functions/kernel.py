"""The kernels of layers: which of their weights multiply what comes in, and along which axes their outputs lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import keras
from keras import ops

Tensor = Any
TRANSPOSED = (keras.layers.Conv1DTranspose, keras.layers.Conv2DTranspose, keras.layers.Conv3DTranspose)
DEPTHWISE = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)


def kernels_of(layer: Any) -> Iterator[tuple[Any, Any]]:
    """Each kernel of a built layer or network with the layer that owns it: (layer, variable). Embeddings are none."""
    for owner in layer._flatten_layers():
        for variable in owner._trainable_variables:
            if variable.name.endswith("kernel") and len(variable.shape) >= 2:
                yield owner, variable


def output_axes(layer: Any, kernel: Any) -> tuple[int, ...]:
    """The axes of a kernel over outputs; the layer sums over the others."""
    last = len(kernel.shape) - 1
    if isinstance(layer, TRANSPOSED):
        return (last - 1,)
    if isinstance(layer, DEPTHWISE) or kernel.name == "depthwise_kernel":
        return (last - 1, last)
    if isinstance(layer, keras.layers.EinsumDense):
        inputs, outputs = layer.equation.replace(" ", "").split("->")
        return tuple(axis for axis, letter in enumerate(inputs.split(",")[1]) if letter in outputs)
    return (last,)


def matrix_columns(layer: Any, kernel: Any) -> int:
    """The number of outputs of a kernel."""
    return math.prod(kernel.shape[axis] for axis in output_axes(layer, kernel))


def matrix_rows(layer: Any, kernel: Any) -> int:
    """The number of inputs that a kernel sums for an output."""
    return int(math.prod(kernel.shape)) // matrix_columns(layer, kernel)


def as_matrix(layer: Any, kernel: Any, values: Tensor) -> Tensor:
    """A kernel's values as [inputs, outputs]."""
    outputs = output_axes(layer, kernel)
    inputs = tuple(axis for axis in range(len(kernel.shape)) if axis not in outputs)
    return ops.reshape(
        ops.transpose(values, inputs + outputs), [matrix_rows(layer, kernel), matrix_columns(layer, kernel)]
    )
