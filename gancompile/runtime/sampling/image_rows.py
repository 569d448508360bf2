"""Images as examples of an input: a file, or all files below a folder, scaled to the range that training had."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.folder_file import below, files_below
from gancompile.catalogue.sources.image_header import SUFFIXES, UnreadableImageError, read_size
from gancompile.catalogue.sources.image_pixels import MODES, read_pixels
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.rows import Rows
from gancompile.runtime.sampling.sample_description import Condition


def is_image(condition: Condition) -> bool:
    """Whether files of images can be given for an input."""
    return len(condition.shape) == 3 and condition.shape[2] in MODES


def names_images(text: str) -> bool:
    """Whether a text is a folder, or a file of an image."""
    return text.lower().endswith(SUFFIXES) or os.path.isdir(text)


def image_rows(name: str, condition: Condition, path: Path, *, resize: bool) -> Rows:
    """The images of a folder and of those below it, or one file. resize: images of another size, as the step of the data does.

    Raises SampleError, also for an image of another size where `resize` is not set.
    """
    if not is_image(condition):
        raise SampleError(f"`{name}` is {list(condition.shape)}, which is no image of 1, 3 or 4 channels")
    if condition.range is None:
        raise SampleError(
            f"it is not known in which range `{name}` has its pixels; give it as an array, `{name}=FILE.npy`"
        )
    files = [Path(one) for one in files_below(path, SUFFIXES)] if path.is_dir() else [path]
    if not files:
        raise SampleError(f"`{path}` holds no images")
    if not resize:
        for file in files:
            _check_size(name, condition, file)
    return Rows(
        count=len(files),
        read=lambda numbers: np.stack([_read(condition, files[number]) for number in numbers]),
        texts=tuple(map(str, files)),
        stems=_stems([below(str(file), path) for file in files] if path.is_dir() else [path.name]),
        counts=True,
    )


def _check_size(name: str, condition: Condition, file: Path) -> None:
    try:
        found = read_size(file)
    except (OSError, UnreadableImageError) as error:
        raise SampleError(_unreadable(file)) from error
    wanted = condition.shape[:2]
    if any(size not in (None, has) for size, has in zip(wanted, found, strict=True)):
        sizes = "x".join("any" if size is None else str(size) for size in wanted)
        raise SampleError(
            f"`{file}` has {found[0]}x{found[1]} pixels (height x width), but `{name}` takes {sizes}; `--resize` resizes such images"
        )


def _unreadable(file: Path) -> str:
    """Why an image cannot be read, for a message."""
    try:
        with file.open("rb") as opened:
            is_empty = not opened.read(1)
    except OSError as error:
        return f"`{file}` cannot be read: {error.strerror}"
    return f"`{file}` is {'empty' if is_empty else 'damaged, or no image that Pillow reads'}"


def _read(condition: Condition, file: Path) -> NDArray[Any]:
    """[height, width, channels] float32 in the range of the input."""
    height, width, channels = condition.shape
    try:
        pixels = read_pixels(file, channels or 3)
    except (DataError, OSError) as error:
        raise SampleError(_unreadable(file)) from error
    wanted = (height or pixels.shape[0], width or pixels.shape[1])
    values = pixels.astype(np.float32)
    if pixels.shape[:2] != wanted:
        values = tf.image.resize(values[None], wanted, antialias=True).numpy()[0]
    low, high = condition.range or (0.0, 255.0)
    made: NDArray[Any] = values * np.float32((high - low) / 255.0) + np.float32(low)
    return made


def _stems(names: Sequence[str]) -> tuple[str, ...]:
    """Names without their suffixes; where that leaves two alike, with them."""
    stems = [os.path.splitext(name)[0] for name in names]
    counts = Counter(stems)
    return tuple(stem if counts[stem] == 1 else name for stem, name in zip(stems, names, strict=True))
