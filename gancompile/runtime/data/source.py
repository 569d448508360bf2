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
Ranges = Mapping[str, tuple[float, float]]


class Source(Protocol):
    """Examples, each a set of named fields."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names, the example first."""
        ...

    @property
    def count(self) -> int | None:
        """How many examples, None where each is drawn anew."""
        ...

    @property
    def ranges(self) -> Ranges:
        """The native range of each field, where it is known."""
        ...

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these numbers, or drawn from the seed.

        indices: [n] int64. seed: [2] int32. Returns: [n, ...] each.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArraySource:
    """Examples in memory. tensors: [count, ...] each, in the memory of the host."""

    tensors: Mapping[str, Tensor]
    ranges: Ranges

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names, the example first."""
        return tuple(self.tensors)

    @property
    def count(self) -> int:
        """How many examples."""
        return int(next(iter(self.tensors.values())).shape[0])

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these numbers: [n, ...] each."""
        return {name: tf.gather(tensor, indices) for name, tensor in self.tensors.items()}


def load_source(kind: str, arguments: Mapping[str, Any]) -> Source:
    """The source of that kind. arguments: as in the spec, paths absolute. Raises DataError."""
    from gancompile.runtime.data.files import LOADERS
    from gancompile.runtime.data.images import ImageFolder
    from gancompile.runtime.data.points import POINTS
    from gancompile.runtime.data.text import TextSource

    if kind in POINTS:
        return POINTS[kind](**arguments)
    if kind == "images":
        return ImageFolder.of(**arguments)
    if kind == "text":
        return TextSource.of(**arguments)
    arrays = LOADERS[kind](**arguments)
    try:
        return as_source(arrays, NATIVE_RANGES.get(kind))
    except DataError as error:
        raise DataError(
            f"`{arguments.get('file') or arguments.get('files') or arguments.get('folder') or kind}` cannot be used: {error}"
        ) from error


def as_source(arrays: Mapping[str, NDArray[Any]], ranges: Ranges | None = None) -> ArraySource:
    """Arrays as a source: bytes stay bytes, labels and other whole numbers become int32, real ones float32.

    Images of one channel without an axis for it get one. Raises DataError.
    """
    made = {name: _usable(name, array) for name, array in arrays.items()}
    counts = {name: len(array) for name, array in made.items()}
    if len(set(counts.values())) != 1:
        raise DataError(
            "the fields have different numbers of examples: " + ", ".join(f"`{n}` {c}" for n, c in counts.items())
        )
    if not next(iter(counts.values())):
        raise DataError("the data holds no examples")
    known = {name: (0.0, 255.0) for name, array in made.items() if array.dtype == np.uint8}
    # The example comes first, and a label is none.
    first = sorted(made, key=lambda name: made[name].ndim == 1)
    return ArraySource(tensors={name: on_host(made[name]) for name in first}, ranges={**known, **(ranges or {})})


def on_host(array: NDArray[Any]) -> Tensor:
    """A tensor outside of any graph: a graph would hold it as a constant, and a graph ends at 2 GB."""
    with tf.init_scope(), tf.device("/cpu:0"):
        return tf.constant(array)


def _usable(name: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind not in "biuf":
        raise DataError(f"field `{name}` holds values of type {array.dtype}, which are no numbers")
    if not array.ndim:
        raise DataError(f"field `{name}` is a single number, not a row of examples")
    if array.dtype == np.uint8 and array.ndim > 1:
        return array[..., None] if array.ndim == 3 else array
    if array.dtype.kind == "f":
        return array.astype(np.float32)
    if array.size and (array.max() > np.iinfo(np.int32).max or array.min() < np.iinfo(np.int32).min):
        raise DataError(f"field `{name}` holds whole numbers that 32 bits cannot")
    return array.astype(np.int32)
