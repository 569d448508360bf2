"""The file of Inception's weights that a user gives: a `.npz` with an array for each weight, and the name of the format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from gancompile.files import read_bounded, write_atomically
from gancompile.runtime.evaluation.features.inception_network import inception_network

Array = npt.NDArray[Any]
Weights = Mapping[str, Array]

FORMAT = "gancompile inception-2015 1"
MOST_BYTES = 512 << 20
"""Of a file; the weights have 95 million."""


class InceptionWeightsError(Exception):
    """The file does not hold the weights of this network. The message says what is wrong with it."""


def load_inception(path: Path) -> keras.Model:
    """The network with the weights of a file that `gancompile convert-inception` wrote. Raises InceptionWeightsError or OSError."""
    network = inception_network()
    weights = read_weights(path)
    check_weights(weights, network)
    for name, variable in _variables(network):
        variable.assign(weights[name])
    return network


def read_weights(path: Path) -> dict[str, Array]:
    """The arrays of a file by name, unchecked but for the format. Raises InceptionWeightsError or OSError."""
    content = read_bounded(path, MOST_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
        if size > MOST_BYTES:
            raise ValueError(f"it holds {size:,} bytes")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            weights = {name: file[name] for name in file.files}
    except Exception as error:  # a damaged file fails in any way
        raise InceptionWeightsError(f"it is no .npz file: {error}") from error
    found = weights.pop("format", None)
    if found is None or found.dtype.kind != "U" or str(found) != FORMAT:
        raise InceptionWeightsError("it is no file of Inception's weights; `gancompile convert-inception` makes one")
    return weights


def write_weights(path: Path, weights: Weights) -> None:
    """Writes a file. The same weights are the same bytes."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {name: np.ascontiguousarray(weights[name]) for name in sorted(weights)}
    arrays["format"] = np.array(FORMAT)
    np.savez(buffer, **arrays)
    write_atomically(path, buffer.getvalue())


def check_weights(weights: Weights, network: keras.Model) -> None:
    """Raises InceptionWeightsError unless there is a finite array of the right shape for each weight of the network."""
    shapes = {name: tuple(variable.shape) for name, variable in _variables(network)}
    missing = [name for name in shapes if name not in weights]
    if missing:
        raise InceptionWeightsError(f"it has no weight `{missing[0]}`, and lacks {len(missing)} of {len(shapes)}")
    if unknown := [name for name in weights if name not in shapes]:
        raise InceptionWeightsError(f"it has a weight `{unknown[0]}`, which the network has not")
    for name, shape in shapes.items():
        array = weights[name]
        if array.shape != shape:
            raise InceptionWeightsError(f"`{name}` has the shape {list(array.shape)} instead of {list(shape)}")
        if array.dtype != np.float32 or not np.isfinite(array).all():
            raise InceptionWeightsError(f"`{name}` holds something else than finite float32 numbers")
        if name.endswith(".moving_variance") and array.min() < 0:
            raise InceptionWeightsError(f"`{name}` holds a variance below 0")


def _variables(network: keras.Model) -> Iterator[tuple[str, Any]]:
    """The network's weights by the names of their arrays, such as `Mixed_5b.branch1x1.bn.beta`."""
    for layer in network.layers:
        for variable in layer.weights:
            yield f"{layer.name}.{variable.name}", variable
