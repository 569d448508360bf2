"""Folders of images, decoded when they are needed or once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.source import Batch, Ranges, Tensor, on_host
from gancompile.runtime.data.steps import Step

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
TURNED = ("JPEG", "WEBP")
"""The formats of cameras, whose EXIF orientation is followed. The checker knows the same two."""
SIDEWAYS = frozenset({5, 6, 7, 8})
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
Size = tuple[int, int]
Labels = tuple["NDArray[np.int32] | None", "NDArray[np.float32] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFolder:
    """A folder of images, or several whose images are paired by name.

    paths: of each field, in order; those of one example stand at one place. labels: [count] int32, or None.
    labelled: [count], 1 where the label is known, or None where all are or there are none. channels: of each field.
    """

    paths: Mapping[str, list[Path]]
    labels: NDArray[np.int32] | None
    labelled: NDArray[np.float32] | None
    channels: Mapping[str, int]

    @classmethod
    def of(
        cls,
        folder: str = "",
        folders: Mapping[str, str] | None = None,
        labels: str | None = None,
        channels: int | Mapping[str, int] = 3,
    ) -> ImageFolder:
        """All images below a folder; those of a sub-folder have its number, by name, as label. Raises DataError."""
        roots = {field: Path(one) for field, one in (folders or {"image": folder}).items()}
        paths = {field: _image_files(root) for field, root in roots.items()}
        first, root = next(iter(roots.items()))
        numbers, labelled = _labels(paths[first], root, labels)
        return cls(
            paths=_paired(paths, roots) if folders else paths,
            labels=numbers,
            labelled=labelled,
            channels={field: channels if isinstance(channels, int) else channels.get(field, 3) for field in roots},
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names, the example first."""
        return (*self.paths, *self._beside)

    @property
    def example(self) -> str:
        """The first field."""
        return next(iter(self.paths))

    @property
    def count(self) -> int:
        """How many examples."""
        return len(self.paths[self.example])

    @property
    def ranges(self) -> Ranges:
        """Bytes."""
        return dict.fromkeys(self.paths, (0.0, 255.0))

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The images with these numbers, where all are of one size: [n, height, width, channels] each."""
        made = {}
        for field, depth in self.channels.items():
            read = partial(self._read_several, field)
            made[field] = tf.numpy_function(read, [indices], tf.uint8)
            made[field].set_shape([indices.shape[0], None, None, depth])
        return {**made, **self._label(indices)}

    def load(self, index: Tensor) -> Batch:
        """One example by its number, inside of a graph: image [height, width, channels] each, label []."""
        made = {}
        for field, depth in self.channels.items():
            made[field] = tf.numpy_function(partial(self.read, field), [index], tf.uint8)
            made[field].set_shape([None, None, depth])
        return {**made, **self._label(index)}

    def read(self, field: str, number: Any) -> NDArray[np.uint8]:
        """The pixels of one image, upright, the first frame of several: [height, width, channels]. Raises DataError."""
        path = self.paths[field][int(number)]
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

    def _read_several(self, field: str, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        return np.stack([self.read(field, number) for number in numbers])

    def read_all(self, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """Every image after the steps, decoded in parallel: [count, height, width, channels] each. Raises DataError."""

        def one(number: int) -> dict[str, NDArray[Any]]:
            made = change({field: tf.constant(self.read(field, number)[None]) for field in self.paths})
            return {field: value.numpy()[0] for field, value in made.items()}

        with ThreadPoolExecutor() as pool, tf.device("/cpu:0"):
            images = _stacked(pool.map(one, range(self.count)), self.count)
        return {**images, **self._beside}

    def sizes(self) -> dict[str, list[Size]]:
        """Height and width of every image of each field, from the headers alone. Raises DataError."""
        with ThreadPoolExecutor() as pool:
            return {field: list(pool.map(_size, paths)) for field, paths in self.paths.items()}

    def sizes_after(self, sizes: Mapping[str, Sequence[Size]], steps: Sequence[Step]) -> dict[str, set[Size]]:
        """The sizes of each field after the steps. Raises DataError for one from which a piece cannot be cut."""
        return {field: _sizes_after(paths, sizes[field], steps) for field, paths in self.paths.items()}

    @property
    def _beside(self) -> dict[str, NDArray[Any]]:
        """What there is beside images: [count] each."""
        beside = {"label": self.labels, "labelled": self.labelled}
        return {field: values for field, values in beside.items() if values is not None}

    def _label(self, indices: Tensor) -> Batch:
        return {field: tf.gather(on_host(values), indices) for field, values in self._beside.items()}


def _image_files(root: Path) -> list[Path]:
    """All images below a folder by path, hidden ones left out. Raises DataError where there are none."""
    found = (path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    paths = sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))
    if not paths:
        raise DataError(f"folder `{root}` holds no images")
    return paths


def _paired(paths: Mapping[str, list[Path]], roots: Mapping[str, Path]) -> dict[str, list[Path]]:
    """The files of each field in the order of the first, by their names without endings. Raises DataError."""
    named = {
        field: {path.relative_to(roots[field]).with_suffix("").as_posix(): path for path in files}
        for field, files in paths.items()
    }
    first = next(iter(named))
    for field, files in named.items():
        missing = sorted(named[first].keys() ^ files.keys())
        if missing:
            raise DataError(f"`{missing[0]}` is in only one of the folders `{roots[first]}` and `{roots[field]}`")
    return {field: [files[name] for name in named[first]] for field, files in named.items()}


def _labels(paths: Sequence[Path], root: Path, labels: str | None) -> Labels:
    """The number of the sub-folder of each image, and which are known; None where they are not told. Raises DataError."""
    tops = [path.relative_to(root).parts[0] if path.parent != root else "" for path in paths]
    if labels == "folders" and "" in tops:
        raise DataError(f"`{paths[tops.index('')]}` is in no sub-folder of `{root}`, and so has no label")
    if labels == "none" or (labels is None and "" in tops):
        return None, None
    order = {name: number for number, name in enumerate(sorted(set(tops) - {""}))}
    numbers = np.array([order.get(top, 0) for top in tops], np.int32)
    return numbers, np.array([top != "" for top in tops], np.float32) if labels == "partial" else None


def _sizes_after(paths: Sequence[Path], sizes: Sequence[Size], steps: Sequence[Step]) -> set[Size]:
    made = set()
    for path, size in zip(paths, sizes, strict=True):
        for step in steps:
            ((kind, value),) = step.items()
            if kind in {"crop", "random_crop"} and (value[0] > size[0] or value[1] > size[1]):
                told = f"`{path}` is {size[0]}x{size[1]}, from which no {value[0]}x{value[1]} piece can be cut"
                raise DataError(f"{told}; put a `resize` before")
            if kind in {"crop", "random_crop", "resize"}:
                size = (value[0], value[1])
        made.add(size)
    return made


def _size(path: Path) -> Size:
    try:
        with Image.open(path) as image:
            sideways = image.format in TURNED and image.getexif().get(0x0112) in SIDEWAYS
            return (image.width, image.height) if sideways else (image.height, image.width)
    except UNREADABLE as error:
        raise DataError(f"`{path}` cannot be decoded: {error}") from error


def _stacked(examples: Iterable[dict[str, NDArray[Any]]], count: int) -> dict[str, NDArray[Any]]:
    """One array a field, filled as they come: a list of all beside it would take the memory twice."""
    whole: dict[str, NDArray[Any]] = {}
    for number, example in enumerate(examples):
        for field, image in example.items():
            if number == 0:
                whole[field] = np.empty((count, *image.shape), image.dtype)
            whole[field][number] = image
    return whole
