"""An endless sequence of batches: element r is a function of (seed, r)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.source import Batch, Source, Tensor
from gancompile.runtime.data.order import order

Late = Callable[[Batch, Tensor], Batch]
"""From a batch and the positions of its examples to the batch that the game sees."""


def endless(
    source: Source, late: Late, rename: Mapping[str, str], size: int, seed: int, start: int, *, shuffle: bool
) -> tf.data.Dataset:
    """Batches of `size` examples of one set. rename: new name to field. start: the number of the first batch."""

    @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
    def element(number: Tensor) -> Batch:
        positions = number * size + tf.range(size, dtype=tf.int64)
        found = indices(positions, source.count, seed, shuffle=shuffle)
        batch = late(source.gather(found, key_of(number, seed)), positions)
        return {name: tf.ensure_shape(batch[field], [size, *batch[field].shape[1:]]) for name, field in rename.items()}

    return tf.data.Dataset.range(start, np.iinfo(np.int64).max).map(element).prefetch(2)


def key_of(number: Tensor, seed: int) -> Tensor:
    """The seed of what an element draws: [2] int32. number: of the element."""
    return tf.random.experimental.stateless_fold_in(tf.constant([seed % 2**31, 0], tf.int32), number, alg="philox")


def indices(positions: Tensor, count: int | None, seed: int, *, shuffle: bool) -> Tensor:
    """The index of the example at each position of the endless sequence: [n] int64, returns [n] int64."""
    if count is None:
        return positions
    return order(positions, count, seed) if shuffle else positions % count


def seed_of(name: str, seed: int) -> int:
    """The seed of a set, so that two sets over the same examples have different orders. The only set has that of the program."""
    return zlib.crc32(f"{name} {seed}".encode()) if name else seed


def side_by_side(streams: Sequence[tf.data.Dataset]) -> tf.data.Dataset:
    """The batches of several sets, drawn independently, as one."""
    return streams[0] if len(streams) == 1 else tf.data.Dataset.zip(*streams).map(_joined)


@tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
def _joined(*parts: Batch) -> Batch:
    return {name: value for part in parts for name, value in part.items()}
