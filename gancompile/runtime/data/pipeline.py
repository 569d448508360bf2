"""From a source to the game: element r of a data set is a function of (seed, r), which is what makes a resume exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.images import ImageFolder
from gancompile.runtime.data.source import ArraySource, Batch, Source, Tensor, load_source
from gancompile.runtime.data.steps import Step, Steps, shuffled, split_at_random


def batches(description: Mapping[str, Any], *, seed: int, start: int = 0) -> tf.data.Dataset:
    """An endless data set of dicts, each of `parts * batch` examples: [parts * batch, ...] for every field.

    description: as in `program.json`: source, steps, batch, parts, shuffle, cache, rename (name: field). start: the number of the
    first element. Every example is seen once an epoch, in an order of that epoch. Raises DataError.
    """
    told = description["source"]
    source = load_source(told["kind"], told["arguments"])
    size = description["batch"] * description.get("parts", 1)
    steps: list[Step] = list(description.get("steps", ()))
    rename = description["rename"]
    if isinstance(source, ImageFolder):
        if not description.get("cache", True):
            return _from_files(source, steps, size, rename, seed, start, shuffle=description.get("shuffle", True))
        source, steps = _decoded(source, steps)
    source, late = _prepared(source, steps)

    def element(number: Tensor) -> Batch:
        positions = number * size + tf.range(size, dtype=tf.int64)
        indices = _order(positions, source.count, seed, shuffle=description.get("shuffle", True))
        key = tf.random.experimental.stateless_fold_in(tf.constant([seed, 0], tf.int32), number, alg="philox")
        batch = late(source.gather(indices, key), _keys(positions, seed))
        return {name: tf.ensure_shape(batch[field], [size, *batch[field].shape[1:]]) for name, field in rename.items()}

    return tf.data.Dataset.range(start, np.iinfo(np.int64).max).map(element).prefetch(2)


def _prepared(source: Source, steps: list[Step]) -> tuple[Source, Steps]:
    """A source in memory with its first steps applied to all of it, and the steps that are left for each batch."""
    if not isinstance(source, ArraySource):
        return source, Steps(steps=steps, ranges=source.ranges, example=_first_field(source))
    ranges = _measured(source)
    early, late = split_at_random(steps)
    example = next(iter(source.arrays))
    apply = Steps(steps=early, ranges=ranges, example=example)
    arrays = dict(source.arrays)
    if early:
        changed = {name: array for name, array in arrays.items() if array.ndim == 4 or name == example}
        pieces = [
            {
                name: value.numpy()
                for name, value in apply({n: tf.constant(a[i : i + 1024]) for n, a in changed.items()}).items()
            }
            for i in range(0, source.count, 1024)
        ]
        arrays |= {name: np.concatenate([piece[name] for piece in pieces]) for name in changed}
    return ArraySource(arrays, ranges), Steps(steps=late, ranges=ranges, example=example)


def _measured(source: ArraySource) -> Mapping[str, tuple[float, float]]:
    """The native range of every field; that of the data itself where none is known."""
    seen = {
        name: (float(a.min()), float(a.max()))
        for name, a in source.arrays.items()
        if name not in source.ranges and a.dtype.kind == "f"
    }
    return {**seen, **source.ranges}


def _first_field(source: Source) -> str:
    return next(iter(source.gather(tf.range(1, dtype=tf.int64), tf.constant([0, 0], tf.int32))))


def _decoded(source: ImageFolder, steps: list[Step]) -> tuple[Source, list[Step]]:
    """All images in memory as bytes, with the steps done that keep them bytes and are the same every time."""
    early, late = split_at_random(steps)
    as_bytes = [step for step in early if "range" not in step]
    if as_bytes != early[: len(as_bytes)]:
        as_bytes = []
    apply = Steps(steps=as_bytes, ranges=source.ranges, example="image")
    return ArraySource(source.read_all(apply), source.ranges), early[len(as_bytes) :] + late


def _from_files(
    source: ImageFolder,
    steps: list[Step],
    size: int,
    rename: Mapping[str, str],
    seed: int,
    start: int,
    *,
    shuffle: bool,
) -> tf.data.Dataset:
    """Images decoded as they are needed, in parallel and in a fixed order."""
    apply = Steps(steps=steps, ranges=source.ranges, example="image")
    if not any({"resize", "crop", "random_crop"} & step.keys() for step in steps):
        shapes = {source.read(i).shape for i in range(0, source.count, max(1, source.count // 8))}
        if len(shapes) > 1:
            raise DataError("the images have different sizes; add a `resize` to the data")

    def one(position: Tensor) -> Batch:
        example = source.load(_order(position[None], source.count, seed, shuffle=shuffle)[0])
        made = apply({name: value[None] for name, value in example.items()}, _keys(position[None], seed))
        return {name: made[field][0] for name, field in rename.items()}

    positions = tf.data.Dataset.range(start * size, np.iinfo(np.int64).max)
    return (
        positions.map(one, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
        .batch(size, drop_remainder=True)
        .prefetch(2)
    )


def _order(positions: Tensor, count: int | None, seed: int, *, shuffle: bool) -> Tensor:
    """Which example stands at each position of the endless sequence. positions: [batch] int64. Returns: [batch] int64."""
    if count is None:
        return positions
    within = positions % count
    if not shuffle:
        return within
    epochs = tf.cast(positions // count, tf.int32)
    keys = tf.stack([tf.fill(tf.shape(epochs), seed), epochs, tf.zeros_like(epochs)], axis=1)
    return shuffled(within, keys, count - 1)


def _keys(positions: Tensor, seed: int) -> Tensor:
    """The key of each example for random steps: [batch, 2] int32."""
    low = tf.cast(positions % 2147483647, tf.int32)
    return tf.stack([tf.fill(tf.shape(low), seed), low], axis=1)
