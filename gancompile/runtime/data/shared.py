"""The share of a worker in the elements of a set."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.source import Batch, Source, Tensor
from gancompile.runtime.data.endless import Late, indices, key_of


def shared(
    source: Source,
    late: Late,
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
    *,
    shuffle: bool,
) -> tf.data.Dataset:
    """The examples at `places` of each element of `endless`. size: of a whole element."""

    @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
    def element(number: Tensor) -> Batch:
        positions = number * size + places
        batch = late(gathered(number, positions), positions)
        shape = [len(places)]
        return {name: tf.ensure_shape(batch[field], shape + batch[field].shape[1:]) for name, field in rename.items()}

    def gathered(number: Tensor, positions: Tensor) -> Batch:
        key = key_of(number, seed)
        if source.count is not None:
            return source.gather(indices(positions, source.count, seed, shuffle=shuffle), key)
        # The numbers of a draw depend on how many are drawn, so all are.
        drawn = source.gather(number * size + tf.range(size, dtype=tf.int64), key)
        return {name: tf.gather(values, places) for name, values in drawn.items()}

    return tf.data.Dataset.range(start, np.iinfo(np.int64).max).map(element).prefetch(2)


def shared_positions(size: int, places: NDArray[np.int64], start: int) -> tf.data.Dataset:
    """The positions of those examples in the endless sequence, one after the other: [] int64."""
    numbers = tf.data.Dataset.range(start, np.iinfo(np.int64).max)
    return numbers.map(lambda number: number * size + places).unbatch()
