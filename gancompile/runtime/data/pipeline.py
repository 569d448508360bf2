"""The batches of a program: element r is a function of (seed, r), so that a resumed training sees the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, on_host
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.example_stream import ExampleStream
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.source import Ranges, Source
from gancompile.runtime.data.endless import endless, indices, seed_of, side_by_side
from gancompile.runtime.data.image_batches import CACHE, decode_images, kept_bytes, on_demand
from gancompile.runtime.data.labelled import withhold_labels
from gancompile.runtime.data.load_source import load_source
from gancompile.runtime.data.order import windowed_order
from gancompile.runtime.data.placed import Placed
from gancompile.runtime.data.renumbered import renumber_labels
from gancompile.runtime.data.share import WHOLE, Share
from gancompile.runtime.data.shared import shared
from gancompile.runtime.data.steps import (
    Steps,
    Written,
    before_rescaling,
    is_rescaled,
    make_steps,
    range_after,
    split_at_random,
    while_decoding,
)
from gancompile.runtime.data.streamed import streamed

AHEAD_BYTES = 64 * 2**20
"""Up to this size, examples are kept in memory as real numbers, with all steps done that are the same every time."""
PIECE = 1024


def batches(
    description: Mapping[str, Any], *, seed: int, phase: int = 0, start: int = 0, share: Share = WHOLE
) -> tf.data.Dataset:
    """An endless data set of dicts, each of `parts * batch` examples: [parts * batch, ...] for every field.

    description: as in `program.json`: sets by name (source, and what may be left out: steps, renumber, labelled, shuffle, cache), batch,
    and what may be left out: parts, rename (name: field, without which all fields have their own names). phase: which has
    orders and random steps of its own, while the labels that are withheld are those of the seed. start: the number of the
    first element. share: of a worker, whose elements have the same slice of each part, and which decodes no other examples; the
    slices of all workers together are the whole. Every example of a set is seen once an epoch of that set, in an order of that
    epoch. Sets are drawn independently, and one that `rename` takes nothing of is not read.
    Raises DataError, and ValueError for a batch that cannot be divided among the workers.
    """
    batch, parts = description["batch"], description.get("parts", 1)
    size, places = batch * parts, share.places(batch, parts)
    rename = description.get("rename")
    streams = []
    for name, one in description["sets"].items():
        if renamed := _fields_of(name, rename):
            own = seed_of(name, seed)
            source = load_source(**one["source"])
            if not isinstance(source, ExampleStream):
                source = renumber_labels(source) if one.get("renumber") else source
                source = withhold_labels(source, one.get("labelled"), own)
            streams.append(_stream(source, one, renamed(source.fields), size, places, own + phase, start))
    return side_by_side(streams)


Renamed = Callable[[Sequence[str]], Mapping[str, str]]
"""From the fields of a source to a mapping of new names to fields."""


def _fields_of(name: str, rename: Mapping[str, str] | None) -> Renamed | None:
    """How the fields of a set are renamed; None where none of them is taken."""
    prefix = f"{name}." if name else ""
    if rename is None:
        return lambda fields: {f"{prefix}{field}": field for field in fields}
    own = {new: field.removeprefix(prefix) for new, field in rename.items() if field.startswith(prefix)}
    return (lambda fields: own) if own else None


def _stream(
    source: Source | ExampleStream,
    description: Mapping[str, Any],
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
) -> tf.data.Dataset:
    """The elements of one set: of `size` examples, those at `places`."""
    steps = [dict(step) for step in description.get("steps", ())]
    shuffle = description.get("shuffle", True)
    if isinstance(source, ExampleStream):
        return streamed(source, steps, rename, size, places, seed, start, shuffle=shuffle)
    if isinstance(source, ImageFiles):
        return _image_stream(source, description, rename, size, places, seed, start)
    source, late = _prepared(source, steps, seed)
    return _in_memory(source, late, rename, size, places, seed, start, shuffle=shuffle)


def _image_stream(
    files: ImageFiles,
    description: Mapping[str, Any],
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
) -> tf.data.Dataset:
    """The elements of image files. Where they are decoded makes no difference to their numbers."""
    steps = [dict(step) for step in description.get("steps", ())]
    shuffle, window = description.get("shuffle", True), files.window
    order = partial(indices, count=files.count, seed=seed, shuffle=shuffle)
    if window is not None and shuffle:
        order = partial(windowed_order, count=files.count, window=window, seed=seed)
    decoded = decode_images(files, steps, kept_bytes(description.get("cache", CACHE)))
    if not isinstance(decoded, ArraySource):
        return on_demand(files, decoded, steps, rename, size, places, seed, start, order)
    source, late = _prepared(decoded, steps[len(while_decoding(steps)) :], seed, rounded=True)
    ordered = source if window is None or not shuffle else Placed(of=source, order=order)
    return _in_memory(ordered, late, rename, size, places, seed, start, shuffle=shuffle)


def _in_memory(
    source: Source,
    late: Steps,
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
    *,
    shuffle: bool,
) -> tf.data.Dataset:
    """The elements of a source in memory, or of one that is drawn."""
    if len(places) < size:
        return shared(source, late, rename, size, places, seed, start, shuffle=shuffle)
    return endless(source, late, rename, size, seed, start, shuffle=shuffle)


def _prepared(source: Source, steps: Sequence[Written], seed: int, *, rounded: bool = False) -> tuple[Source, Steps]:
    """A source in memory with its first steps applied to all of it, and the steps that are left for each batch.

    rounded: whether bytes that are resized stay bytes even where a step makes them real.
    """
    early, _ = split_at_random(steps)
    example, rounded = source.fields[0], rounded or not is_rescaled(steps)
    ranges = _ranges(source, steps)
    if not isinstance(source, ArraySource) or example in source.vocabularies:
        return source, Steps(steps=make_steps(steps), ranges=ranges, example=example, rounded=rounded, seed=seed)
    changing = [name for name, tensor in source.tensors.items() if tensor.shape.rank == 4 or name == example]
    apply = Steps(steps=make_steps(early), ranges=ranges, example=example, rounded=rounded)
    if _bytes_after(source, changing, apply) > AHEAD_BYTES:
        early = before_rescaling(early)
        rounded = rounded or all(ranges.get(name, (0.0, 0.0))[1] >= 255.0 for name in changing)
        apply = Steps(steps=make_steps(early), ranges=ranges, example=example, rounded=rounded)
    if early:
        pieces = [apply({n: source.tensors[n][i : i + PIECE] for n in changing}) for i in range(0, source.count, PIECE)]
        done = {name: on_host(np.concatenate([piece[name].numpy() for piece in pieces])) for name in changing}
        source = replace(source, tensors={**source.tensors, **done})
    ranges = {**ranges, **{name: range_after(early, ranges[name]) for name in changing if name in ranges}}
    return source, Steps(
        steps=make_steps(steps[len(early) :]), ranges=ranges, example=example, rounded=rounded, seed=seed
    )


def _bytes_after(source: ArraySource, names: Sequence[str], steps: Steps) -> int:
    """The memory that the fields would take after the steps, from the first example."""
    first = steps({name: source.tensors[name][:1] for name in names})
    return sum(source.count * value.numpy().nbytes for value in first.values())


def _ranges(source: Source, steps: Sequence[Written]) -> Ranges:
    """The native range of every field; that of the data itself where none is known and one is needed."""
    if not isinstance(source, ArraySource) or not is_rescaled(steps):
        return source.ranges
    ranges = dict(source.ranges)
    for name in source.tensors.keys() - ranges.keys():
        array = source.tensors[name].numpy()
        low, high = float(array.min()), float(array.max())
        if not np.isfinite([low, high]).all():
            raise DataError(f"field `{name}` goes from {low} to {high}, for which there is no `range`")
        ranges[name] = (low, high)
    return ranges
