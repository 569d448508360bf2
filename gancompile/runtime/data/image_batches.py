"""The batches of image files: decoded once and kept in memory, or as many as there is room for, or each time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, on_host
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor
from gancompile.files import byte_size
from gancompile.runtime.data.image_size import sizes_after
from gancompile.runtime.data.kept_images import KeptImages
from gancompile.runtime.data.shared import shared_positions
from gancompile.runtime.data.steps import Steps, Written, is_rescaled, make_steps, range_after, while_decoding

CACHE = "2GB"
"""How much of decoded images is kept, where nothing is said of it."""
PIECE = 16
"""At most so many images are decoded in one call, for what a call itself costs."""

Gather = Callable[[Tensor], Batch]
"""From the indices of examples to the examples: [n, ...] each."""


def kept_bytes(cache: bool | str) -> float:
    """How many bytes of decoded images are kept in memory. cache: all, none, or a size such as `2GB`."""
    if isinstance(cache, str):
        return byte_size(cache)
    return math.inf if cache else 0


def decode_images(files: ImageFiles, steps: Sequence[Written], room: float) -> ArraySource | KeptImages | None:
    """Images in memory after the steps of `while_decoding`: all where there is room for them, else some; None for none.

    room: in bytes. None, too, where they have several sizes then. Raises DataError.
    """
    sizes, once = files.sizes(), while_decoding(steps)
    sizes_after(files, sizes, steps)
    if not room or any(len(found) > 1 for found in sizes_after(files, sizes, once).values()):
        return None
    before = file_ranges(files, steps)
    change = Steps(steps=make_steps(once), ranges=before, example=files.example)
    ranges = {name: range_after(once, native) for name, native in before.items()}
    example = files.changed(0, change)
    size = sum(image.nbytes for image in example.values())
    kept = int(min(room, files.count * size)) // size
    if kept < files.count:
        return KeptImages(files=files, change=change, ranges=ranges, kept=kept, example=example)
    arrays = files.read_all(change)
    tensors = {name: on_host(arrays[name]) for name in files.fields}
    return ArraySource(tensors=tensors, ranges=ranges, vocabularies=files.vocabularies)


def file_ranges(files: ImageFiles, steps: Sequence[Written]) -> Ranges:
    """The native range of every field; that of all images together where none is known and a step needs one."""
    return {**files.ranges, **files.measured_ranges()} if is_rescaled(steps) else files.ranges


def on_demand(
    files: ImageFiles,
    kept: KeptImages | None,
    steps: Sequence[Written],
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
    order: Callable[[Tensor], Tensor],
) -> tf.data.Dataset:
    """Images decoded as they are needed, in parallel and in a fixed order. order: from positions to indices. Raises DataError."""
    sizes = {field: sorted(found) for field, found in sizes_after(files, files.sizes(), steps).items()}
    for field, found in sizes.items():
        if len(found) > 1:
            several = " and ".join(f"{height}x{width}" for height, width in found[:2])
            raise DataError(f"the images of `{field}` are of different sizes, {several}; add a `resize`")
    gather, at_once = _gather(files, kept, len(places))
    # The random steps keep their numbers: there is none among those of `while_decoding`.
    left = steps[len(while_decoding(steps)) :] if kept else steps
    ranges = kept.ranges if kept else file_ranges(files, steps)
    apply = Steps(steps=make_steps(left), ranges=ranges, example=files.example, seed=seed)

    @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
    def piece(positions: Tensor) -> Batch:
        made = apply(gather(order(positions)), positions)
        for field, (one_size,) in sizes.items():
            made[field] = tf.ensure_shape(made[field], [at_once, *one_size, made[field].shape[3]])
        return {name: made[field] for name, field in rename.items()}

    positions = shared_positions(size, places, start).batch(at_once, drop_remainder=True)
    decoded = positions.map(piece, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return decoded.unbatch().batch(len(places), drop_remainder=True).prefetch(2)


def _gather(files: ImageFiles, kept: KeptImages | None, number: int) -> tuple[Gather, int]:
    """How examples are read, and how many at once. number: of an element, which is a multiple of that."""
    at_once = math.gcd(number, PIECE)
    if kept is not None:
        return kept.gather, at_once
    if all(len(found) == 1 for found in files.sizes().values()):
        return lambda indices: files.gather(indices, None), at_once
    return lambda indices: {name: value[None] for name, value in files.load(indices[0]).items()}, 1
