"""A data source of image files, decoded when they are needed or all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gancompile.catalogue.sources.array_source import on_host
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_header import TURNED, UnreadableImageError, read_size
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor

MODES = {1: "L", 3: "RGB", 4: "RGBA"}
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFiles:
    """Image files, of one field or of several.

    paths: of each field; the files of one example have the same index. labels: [count] int32, or None. labelled: [count], 1
    where the label is known, or None where all are or there are none. channels: of each field.
    """

    paths: Mapping[str, list[Path]]
    labels: NDArray[np.int32] | None
    labelled: NDArray[np.float32] | None
    channels: Mapping[str, int]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return (*self.paths, *self._label_arrays)

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
        return dict.fromkeys(self.paths, (0.0, 255.0))

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples with these indices, where all images have one size: [n, height, width, channels] each."""
        made = {}
        for field, depth in self.channels.items():
            made[field] = tf.numpy_function(partial(self._read_several, field), [indices], tf.uint8)
            made[field].set_shape([indices.shape[0], None, None, depth])
        return {**made, **self._labels_at(indices)}

    def load(self, index: Tensor) -> Batch:
        """One example, inside of a graph: image [height, width, channels] each, label []."""
        made = {}
        for field, depth in self.channels.items():
            made[field] = tf.numpy_function(partial(self.read, field), [index], tf.uint8)
            made[field].set_shape([None, None, depth])
        return {**made, **self._labels_at(index)}

    def read(self, field: str, index: Any) -> NDArray[np.uint8]:
        """The pixels of one image, upright, the first frame of several: [height, width, channels]. Raises DataError."""
        path = self.paths[field][int(index)]
        try:
            with Image.open(path) as image:
                upright = ImageOps.exif_transpose(image) if image.format in TURNED else image
                if upright.mode.startswith("I"):
                    # Pillow cuts 16 bits off at 255 where it converts.
                    upright = Image.fromarray((np.asarray(upright).clip(0, 65535) // 257).astype(np.uint8))
                pixels = np.asarray(upright.convert(MODES[self.channels[field]]), np.uint8)
        except UNREADABLE as error:
            raise DataError(f"`{path}` cannot be decoded: {error}") from error
        return pixels[..., None] if pixels.ndim == 2 else pixels

    def read_all(self, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """Every image after `change`, decoded in parallel: [count, height, width, channels] each. Raises DataError."""

        def one(index: int) -> dict[str, NDArray[Any]]:
            made = change({field: tf.constant(self.read(field, index)[None]) for field in self.paths})
            return {field: value.numpy()[0] for field, value in made.items()}

        with ThreadPoolExecutor() as pool, tf.device("/cpu:0"):
            images = _stacked(pool.map(one, range(self.count)), self.count)
        return {**images, **self._label_arrays}

    def sizes(self) -> dict[str, list[Size]]:
        """Height and width of every image of each field, from the headers alone. Raises DataError."""
        with ThreadPoolExecutor() as pool:
            return {field: list(pool.map(_size, paths)) for field, paths in self.paths.items()}

    @property
    def _label_arrays(self) -> dict[str, NDArray[Any]]:
        """The fields that are no images: [count] each."""
        found = {"label": self.labels, "labelled": self.labelled}
        return {field: values for field, values in found.items() if values is not None}

    def _labels_at(self, indices: Tensor) -> Batch:
        return {field: tf.gather(on_host(values), indices) for field, values in self._label_arrays.items()}

    def _read_several(self, field: str, indices: NDArray[np.int64]) -> NDArray[np.uint8]:
        return np.stack([self.read(field, index) for index in indices])


def _size(path: Path) -> Size:
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
