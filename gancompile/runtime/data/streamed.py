"""The batches of examples that are read one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import one_hot
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.example_stream import Example, ExampleStream
from gancompile.catalogue.sources.image_files import Size
from gancompile.catalogue.sources.image_header import UnreadableImageError, read_size
from gancompile.catalogue.sources.image_pixels import read_pixels
from gancompile.catalogue.sources.source import Batch, Tensor
from gancompile.catalogue.sources.stored_image import StoredImage
from gancompile.runtime.data.image_size import size_after
from gancompile.runtime.data.steps import Steps, Written, make_steps


def streamed(
    source: ExampleStream,
    steps: Sequence[Written],
    rename: Mapping[str, str],
    size: int,
    places: NDArray[np.int64],
    seed: int,
    start: int,
    *,
    shuffle: bool,
) -> tf.data.Dataset:
    """The examples at `places` of each element of `size` examples, decoded in parallel and in the order of the stream.

    start: the number of the first element. The other examples are passed over, encoded as they are. Raises DataError.
    """
    order = seed if shuffle else None
    sizes = _sizes_of(next(source.examples_from(0, None)), source, steps, 0)

    own = frozenset(places.tolist())

    def examples() -> Iterator[tuple[int, Example]]:
        for number, example in enumerate(source.examples_from(start * size, order), start * size):
            if number % size not in own:
                continue
            for field, found in _sizes_of(example, source, steps, number).items():
                if found != sizes[field]:
                    several = f"{sizes[field][0]}x{sizes[field][1]} and {found[0]}x{found[1]}"
                    raise DataError(f"the images of `{field}` are of different sizes, {several}; add a `resize`")
            yield number, example

    apply = Steps(steps=make_steps(steps), ranges=source.ranges, example=source.fields[0], seed=seed)

    @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
    def one(position: Tensor, example: Batch) -> Batch:
        decoded = dict(example)
        for field, channels in source.channels.items():
            decode = partial(_decoded, source.name, channels)
            decoded[field] = tf.numpy_function(decode, [example[field], position], tf.uint8)
            decoded[field].set_shape([None, None, channels])
        batch = one_hot({name: value[None] for name, value in decoded.items()}, source.vocabularies)
        made = apply(batch, position[None])
        for field, one_size in sizes.items():
            made[field] = tf.ensure_shape(made[field], [1, *one_size, made[field].shape[3]])
        return {name: made[field][0] for name, field in rename.items()}

    encoded = {field: tf.TensorSpec([], tf.string) for field in source.channels}
    others = {field: tf.TensorSpec(shape, dtype) for field, (shape, dtype) in source.others.items()}
    signature = (tf.TensorSpec([], tf.int64), {**encoded, **others})
    found = tf.data.Dataset.from_generator(examples, output_signature=signature)
    decoded = found.map(one, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return decoded.batch(len(places), drop_remainder=True).prefetch(2)


def _sizes_of(example: Example, source: ExampleStream, steps: Sequence[Written], number: int) -> dict[str, Size]:
    """Height and width of the images of an example after the steps, from their headers. Raises DataError."""
    sizes = {}
    for field, channels in source.channels.items():
        image = _image(source.name, example[field], number)
        try:
            sizes[field] = size_after(field, channels, read_size(image), image, steps)
        except UnreadableImageError as error:
            raise DataError(f"`{image}` cannot be decoded: {error}") from error
    return sizes


def _decoded(name: str, channels: int, encoded: bytes, position: Any) -> Any:
    return read_pixels(_image(name, encoded, int(position)), channels)


def _image(name: str, encoded: bytes, number: int) -> StoredImage:
    return StoredImage(f"{name}, example {number} of the stream", lambda: encoded)
