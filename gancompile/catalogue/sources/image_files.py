"""A data source of image files, decoded when they are needed or all at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import on_host, one_hot
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_header import UnreadableImageError, read_size
from gancompile.catalogue.sources.image_pixels import BACKGROUND, read_pixels
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor
from gancompile.catalogue.sources.stored_image import ImageFile

Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFiles:
    """Image files, of one field or of several.

    paths: of each field; the files of one example have the same index. channels: of each field. others: the fields that are no images,
    [count, ...] each: attributes, label, labelled. deep: the fields that are read as real numbers, since 8 bits do not hold their
    levels. background: the colour behind transparent pixels, where they do not stay so. vocabularies: the sizes of those of `others`
    that are texts as token numbers, and become one-hot when they are read. known_sizes: the first image of each size, where that is
    known without reading headers. window: examples are shuffled within so many that lie beside each other; None for all.
    """

    paths: Mapping[str, Sequence[ImageFile]]
    channels: Mapping[str, int]
    others: Mapping[str, NDArray[Any]]
    deep: frozenset[str] = frozenset()
    background: str = BACKGROUND
    vocabularies: Mapping[str, int] = dataclasses.field(default_factory=dict)
    known_sizes: Mapping[str, Mapping[Size, int]] | None = None
    window: int | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return (*self.paths, *self.others)

    @property
    def example(self) -> str:
        """The first field."""
        return next(iter(self.paths))

    @property
    def count(self) -> int:
        """The number of examples."""
        return len(self.paths[self.example])

    @property
    def ranges(self) -> Ranges:
        """The range of bytes."""
        return {field: (0.0, 255.0) for field in self.paths if field not in self.deep}

    def measured_ranges(self) -> Ranges:
        """The ranges of the fields of real numbers, for which every image is decoded. Raises DataError."""

        def ends(field: str, index: int) -> tuple[float, float]:
            pixels = self.read(field, index)
            return float(pixels.min()), float(pixels.max())

        made = {}
        with ThreadPoolExecutor() as pool:
            for field in sorted(self.deep):
                lows, highs = zip(*pool.map(partial(ends, field), range(self.count)), strict=True)
                made[field] = (min(lows), max(highs))
        return made

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these indices, where all images have one size: [n, height, width, channels] each."""
        made = {}
        for field, depth in self.channels.items():
            made[field] = tf.numpy_function(partial(self._read_several, field), [indices], self._dtype(field))
            made[field].set_shape([indices.shape[0], None, None, depth])
        return {**made, **self.others_at(indices)}

    def load(self, index: Tensor) -> Batch:
        """One example, inside of a graph: image [height, width, channels] each, label []."""
        made = {}
        for field, depth in self.channels.items():
            made[field] = tf.numpy_function(partial(self.read, field), [index], self._dtype(field))
            made[field].set_shape([None, None, depth])
        return {**made, **self.others_at(index)}

    def read(self, field: str, index: Any) -> NDArray[Any]:
        """The pixels of one image, upright, the first frame of several: [height, width, channels] uint8, or float32 of a deep field.

        Raises DataError.
        """
        path = self.paths[field][int(index)]
        return read_pixels(path, self.channels[field], deep=field in self.deep, background=self.background)

    def read_all(self, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """Every image after `change`, decoded in parallel: [count, height, width, channels] each. Raises DataError."""
        with ThreadPoolExecutor() as pool:
            images = _stacked(pool.map(partial(self.changed, change=change), range(self.count)), self.count)
        return {**images, **self.others}

    def changed(self, index: int, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """The images of one example after `change`: [height, width, channels] each. Raises DataError."""
        with tf.device("/cpu:0"):
            made = change({field: tf.constant(self.read(field, index)[None]) for field in self.paths})
            return {field: value.numpy()[0] for field, value in made.items()}

    def sizes(self) -> dict[str, dict[Size, ImageFile]]:
        """The first image of each size of each field, from the headers alone. Raises DataError."""
        if self.known_sizes is not None:
            return {
                field: {size: self.paths[field][first] for size, first in sizes.items()}
                for field, sizes in self.known_sizes.items()
            }
        found: dict[str, dict[Size, ImageFile]] = {field: {} for field in self.paths}
        with ThreadPoolExecutor() as pool:
            for field, paths in self.paths.items():
                for size, path in zip(pool.map(_size, paths), paths, strict=True):
                    found[field].setdefault(size, path)
        return found

    def others_at(self, indices: Tensor) -> Batch:
        """The fields that are no images, of the examples with these indices."""
        found = {field: tf.gather(on_host(values), indices) for field, values in self.others.items()}
        return one_hot(found, self.vocabularies)

    def _dtype(self, field: str) -> tf.DType:
        return tf.float32 if field in self.deep else tf.uint8

    def _read_several(self, field: str, indices: NDArray[np.int64]) -> NDArray[Any]:
        return np.stack([self.read(field, index) for index in indices])


def _size(path: ImageFile) -> Size:
    try:
        return read_size(path)
    except UnreadableImageError as error:
        raise DataError(f"`{path}` cannot be decoded: {error}") from error


def _stacked(examples: Iterable[dict[str, NDArray[Any]]], count: int) -> dict[str, NDArray[Any]]:
    """One array a field, filled as they come: a list of all beside it would take the memory twice."""
    made: dict[str, NDArray[Any]] = {}
    for index, example in enumerate(examples):
        for field, image in example.items():
            if index == 0:
                made[field] = np.empty((count, *image.shape), image.dtype)
            made[field][index] = image
    return made
