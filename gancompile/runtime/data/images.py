"""A folder of images, decoded when they are needed or once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFolder:
    """paths: in order. labels: [count] int32, or None."""

    paths: list[Path]
    labels: NDArray[np.int32] | None
    channels: int

    @classmethod
    def of(cls, folder: str, labels: str | None = None, channels: int = 3) -> ImageFolder:
        """All images below a folder; those of a sub-folder have its number, by name, as label. Raises DataError."""
        root = Path(folder)
        found = (path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
        paths = sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))
        if not paths:
            raise DataError(f"folder `{folder}` holds no images")
        tops = [path.relative_to(root).parts[0] if path.parent != root else "" for path in paths]
        if labels == "folders" and "" in tops:
            raise DataError(f"`{paths[tops.index('')]}` is in no sub-folder of `{folder}`, and so has no label")
        numbers = None
        if labels == "folders" or (labels is None and "" not in tops):
            order = {name: number for number, name in enumerate(sorted(set(tops)))}
            numbers = np.array([order[top] for top in tops], np.int32)
        return cls(paths=paths, labels=numbers, channels=channels)

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names, the example first."""
        return ("image",) if self.labels is None else ("image", "label")

    @property
    def count(self) -> int:
        """How many images."""
        return len(self.paths)

    @property
    def ranges(self) -> Ranges:
        """Bytes."""
        return {"image": (0.0, 255.0)}

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The images with these numbers, where all are of one size: [n, height, width, channels] each."""
        image = tf.numpy_function(lambda numbers: np.stack([self.read(int(n)) for n in numbers]), [indices], tf.uint8)
        image.set_shape([indices.shape[0], None, None, self.channels])
        return {"image": image, **self._label(indices)}

    def load(self, index: Tensor) -> Batch:
        """One example by its number, inside of a graph: image [height, width, channels], label []."""
        image = tf.numpy_function(lambda number: self.read(int(number)), [index], tf.uint8)
        image.set_shape([None, None, self.channels])
        return {"image": image, **self._label(index)}

    def read(self, number: int) -> NDArray[np.uint8]:
        """The pixels of one image, upright, the first frame of several: [height, width, channels]. Raises DataError."""
        path = self.paths[number]
        try:
            with Image.open(path) as image:
                upright = ImageOps.exif_transpose(image) if image.format in TURNED else image
                if upright.mode.startswith("I"):
                    # Pillow cuts 16 bits off at 255 where it converts.
                    upright = Image.fromarray((np.asarray(upright).clip(0, 65535) // 257).astype(np.uint8))
                pixels = np.asarray(upright.convert(MODES[self.channels]), np.uint8)
        except UNREADABLE as error:
            raise DataError(f"`{path}` cannot be decoded: {error}") from error
        return pixels[..., None] if pixels.ndim == 2 else pixels

    def read_all(self, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """Every image after the steps, decoded in parallel: [count, height, width, channels] each. Raises DataError."""

        def one(number: int) -> NDArray[Any]:
            made: NDArray[Any] = change({"image": tf.constant(self.read(number)[None])})["image"].numpy()[0]
            return made

        with ThreadPoolExecutor() as pool, tf.device("/cpu:0"):
            images = _stacked(pool.map(one, range(self.count)), self.count)
        return {"image": images, **({} if self.labels is None else {"label": self.labels})}

    def sizes(self) -> list[Size]:
        """Height and width of every image, from the headers alone. Raises DataError."""
        with ThreadPoolExecutor() as pool:
            return list(pool.map(_size, self.paths))

    def _label(self, indices: Tensor) -> Batch:
        return {} if self.labels is None else {"label": tf.gather(on_host(self.labels), indices)}


def sizes_after(paths: Sequence[Path], sizes: Sequence[Size], steps: Sequence[Step]) -> set[Size]:
    """The sizes that images have after the steps. Raises DataError for one from which a piece cannot be cut."""
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


def _stacked(images: Iterable[NDArray[Any]], count: int) -> NDArray[Any]:
    """One array, filled as they come: a list of all beside it would take the memory twice."""
    whole: NDArray[Any] | None = None
    for number, image in enumerate(images):
        if whole is None:
            whole = np.empty((count, *image.shape), image.dtype)
        whole[number] = image
    assert whole is not None
    return whole
