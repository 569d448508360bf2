"""What a source is: named fields, addressed by the number of an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.data.errors import DataError

NATIVE_RANGES = {"digits": {"image": (0.0, 16.0)}}
"""Where the bytes of a source do not go from 0 to 255."""

Tensor = Any
Batch = dict[str, Any]


class Source(Protocol):
    """count: how many examples, None where each is drawn anew. low, high: the native range of each field, where it is known."""

    @property
    def count(self) -> int | None: ...

    @property
    def ranges(self) -> Mapping[str, tuple[float, float]]: ...

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these numbers. indices: [batch] int64. seed: [2] int32, for what is drawn. Returns: [batch, ...] each."""
        ...


@dataclass(frozen=True, slots=True)
class ArraySource:
    """Examples in memory. arrays: [count, ...] each."""

    arrays: Mapping[str, NDArray[Any]]
    ranges: Mapping[str, tuple[float, float]]

    @property
    def count(self) -> int:
        return len(next(iter(self.arrays.values())))

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        return {name: tf.gather(tf.constant(array), indices) for name, array in self.arrays.items()}


def load_source(kind: str, arguments: Mapping[str, Any]) -> Source:
    """The source of that kind. arguments: as in the spec, paths absolute. Raises DataError."""
    from gancompile.runtime.data.files import LOADERS
    from gancompile.runtime.data.images import ImageFolder
    from gancompile.runtime.data.points import POINTS

    if kind in POINTS:
        return POINTS[kind](**arguments)
    if kind == "images":
        return ImageFolder.of(**arguments)
    return as_source(LOADERS[kind](**arguments), NATIVE_RANGES.get(kind))


def as_source(
    arrays: Mapping[str, NDArray[Any]], ranges: Mapping[str, tuple[float, float]] | None = None
) -> ArraySource:
    """Arrays as a source: whole numbers as int32, real ones as float32, bytes as they are; grey images get their axis for a channel."""
    made: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise DataError(f"field `{name}` holds values of type {array.dtype}, which are no numbers")
        if array.dtype == np.uint8 and array.ndim == 3:
            array = array[..., None]
        if array.dtype != np.uint8:
            array = array.astype(np.float32 if array.dtype.kind == "f" else np.int32)
        made[name] = array
    known = {name: (0.0, 255.0) for name, array in made.items() if array.dtype == np.uint8}
    return ArraySource(made, {**known, **(ranges or {})})
