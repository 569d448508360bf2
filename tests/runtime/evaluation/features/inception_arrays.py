"""Weights of Inception as pytorch-fid names them, by a formula that another program can follow."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def formula_state(network: Any) -> dict[str, Array]:
    """A state dict whose numbers are drawn from RandomState(crc32 of the name), and whose scales are 1."""
    state: dict[str, Array] = {}
    for layer in network.layers:
        shapes = {one.name: tuple(one.shape) for one in layer.weights}
        if layer.name.endswith(".conv"):
            height, width, channels, filters = shapes["kernel"]
            state[f"{layer.name}.weight"] = drawn(f"{layer.name}.weight", (filters, channels, height, width))
        elif layer.name.endswith(".bn"):
            state[f"{layer.name}.weight"] = np.ones(shapes["beta"], np.float32)
            for name in ("bias", "running_mean", "running_var"):
                state[f"{layer.name}.{name}"] = drawn(f"{layer.name}.{name}", shapes["beta"])
            state[f"{layer.name}.num_batches_tracked"] = np.array(0)
    return state | {"fc.weight": drawn("fc.weight", (1008, 2048)), "fc.bias": drawn("fc.bias", (1008,))}


def drawn(name: str, shape: tuple[int, ...]) -> Array:
    random = np.random.RandomState(zlib.crc32(name.encode()))
    if len(shape) > 1:
        return (random.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))).astype(np.float32)
    low, high = (0.5, 1.5) if name.endswith("running_var") else (-0.3, 0.3)
    return random.uniform(low, high, shape).astype(np.float32)
