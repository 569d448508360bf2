"""A folder of images, decoded when they are needed or once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.source import Batch, Tensor

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
MODES = {1: "L", 3: "RGB", 4: "RGBA"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFolder:
    """paths: in order. labels: [count] int32, or None."""

    paths: list[Path]
    labels: NDArray[np.int32] | None
    channels: int
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {"image": (0.0, 255.0)})

    @classmethod
    def of(cls, folder: str, labels: str | None = None, channels: int = 3) -> ImageFolder:
        """All images below a folder; those of a sub-folder have its number, by name, as label."""
        root = Path(folder)
        found = (path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
        paths = sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))
        if not paths:
            raise DataError(f"folder `{folder}` holds no images")
        tops = [path.relative_to(root).parts[0] if path.parent != root else "" for path in paths]
        numbers = None
        if labels == "folders" or (labels is None and "" not in tops):
            order = {name: number for number, name in enumerate(sorted(set(tops)))}
            numbers = np.array([order[top] for top in tops], np.int32)
        return cls(paths=paths, labels=numbers, channels=channels)

    @property
    def count(self) -> int:
        return len(self.paths)

    def read(self, number: int) -> NDArray[np.uint8]:
        """The pixels of one image: [height, width, channels]. Turned upright as its camera says; the first frame of several."""
        path = self.paths[number]
        try:
            with Image.open(path) as image:
                upright = ImageOps.exif_transpose(image)
                pixels = np.asarray(upright.convert(MODES[self.channels]), np.uint8)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise DataError(f"`{path}` cannot be decoded: {error}") from error
        return pixels[..., None] if pixels.ndim == 2 else pixels

    def read_all(self, change: Callable[[Batch], Batch]) -> dict[str, NDArray[Any]]:
        """Every image after the steps, decoded in parallel: [count, height, width, channels] each."""

        def one(number: int) -> NDArray[Any]:
            made: NDArray[Any] = change({"image": tf.constant(self.read(number)[None])})["image"].numpy()[0]
            return made

        with ThreadPoolExecutor() as pool:
            images = np.stack(_same_shape(self.paths, pool.map(one, range(self.count))))
        return {"image": images, **({} if self.labels is None else {"label": self.labels})}

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        raise NotImplementedError("images of a folder are read one by one")

    def load(self, index: Tensor) -> Batch:
        """One example by its number, inside of a graph: image [height, width, channels], label []."""
        image = tf.numpy_function(lambda number: self.read(int(number)), [index], tf.uint8, stateful=False)
        image.set_shape([None, None, self.channels])
        return {
            "image": image,
            **({} if self.labels is None else {"label": tf.gather(tf.constant(self.labels), index)}),
        }


def _same_shape(paths: list[Path], images: Iterable[NDArray[Any]]) -> list[NDArray[Any]]:
    made: list[NDArray[Any]] = []
    for path, image in zip(paths, images, strict=True):
        if made and image.shape != made[0].shape:
            raise DataError(
                f"`{path}` is {list(image.shape)}, but `{paths[0]}` is {list(made[0].shape)}; add a `resize` to the data"
            )
        made.append(image)
    return made
