"""A data source in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class ArraySource:
    """Examples in memory.

    tensors: [count, ...] each, in the memory of the host. vocabularies: the sizes of those of texts, by field: they hold token numbers
    [count, length], and become one-hot batch by batch, since all at once could fill the memory.
    """

    tensors: Mapping[str, Tensor]
    ranges: Ranges
    vocabularies: Mapping[str, int] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return tuple(self.tensors)

    @property
    def count(self) -> int:
        """The number of examples."""
        return int(next(iter(self.tensors.values())).shape[0])

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these indices: [n, ...] each."""
        found = {name: tf.gather(tensor, indices) for name, tensor in self.tensors.items()}
        return one_hot(found, self.vocabularies)


def one_hot(batch: Batch, vocabularies: Mapping[str, int]) -> Batch:
    """The batch with token numbers [..., length] as one-hot [..., length, vocabulary] float32. vocabularies: sizes by field."""
    return {**batch, **{name: tf.one_hot(batch[name], size) for name, size in vocabularies.items()}}


def array_source(
    arrays: Mapping[str, NDArray[Any]],
    origin: Any,
    ranges: Ranges | None = None,
    vocabularies: Mapping[str, int] | None = None,
) -> ArraySource:
    """Arrays as a source: bytes stay bytes, labels and other whole numbers become int32, real ones float32.

    Images of one channel without an axis for it get one. origin: a file or another name of the data, for messages. ranges: of
    bytes that do not go from 0 to 255. vocabularies: the sizes of fields of token numbers. Raises DataError.
    """
    try:
        tensors = _tensors(arrays)
    except DataError as error:
        raise DataError(f"`{origin}` cannot be used: {error}") from error
    texts = vocabularies or {}
    known = {name: (0.0, 255.0) for name, tensor in tensors.items() if tensor.dtype == tf.uint8}
    known |= dict.fromkeys(texts, (0.0, 1.0))
    return ArraySource(tensors=tensors, ranges={**known, **(ranges or {})}, vocabularies=texts)


def narrowed(array: NDArray[Any]) -> NDArray[Any]:
    """Real numbers as float32, whole ones as int32."""
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int32)


def on_host(array: NDArray[Any]) -> Tensor:
    """A tensor outside of any graph: a graph would hold it as a constant, and a graph ends at 2 GB."""
    with tf.init_scope(), tf.device("/cpu:0"):
        return tf.constant(array)


def _tensors(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Tensor]:
    """The arrays as tensors, labels last."""
    made = {name: _converted(name, array) for name, array in arrays.items()}
    counts = {name: len(array) for name, array in made.items()}
    if len(set(counts.values())) != 1:
        listed = ", ".join(f"`{name}` {count}" for name, count in counts.items())
        raise DataError(f"the fields have different numbers of examples: {listed}")
    if not next(iter(counts.values())):
        raise DataError("the data holds no examples")
    return {name: on_host(made[name]) for name in sorted(made, key=lambda name: made[name].ndim == 1)}


def _converted(name: str, array: NDArray[Any]) -> NDArray[Any]:
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
