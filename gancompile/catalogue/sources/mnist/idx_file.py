"""IDX files, the format of MNIST: big-endian arrays with their type and shape in front."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MARKS = {"image": ("images", "idx3"), "label": ("labels", "idx1")}
"""Parts of the name of a file, by the field that it holds."""
TRAIN_MARKS = ("train",)
TEST_MARKS = ("t10k", "test")
UNREADABLE = (OSError, EOFError, ValueError, struct.error, zlib.error)


class IdxError(Exception):
    """A file that cannot be read; the message is for the user and names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdxHeader:
    """shape: of the whole array, examples first. dtype: of NumPy."""

    shape: tuple[int, ...]
    dtype: str


def find_files(folder: Path, split: str) -> dict[str, Path]:
    """The files of the images and the labels of a part, by field. Raises IdxError."""
    names = sorted(path for path in folder.iterdir() if "idx" in path.name.lower() and not path.name.startswith("."))
    found = {}
    for field, marks in MARKS.items():
        of_field = [path for path in names if all(mark in path.name.lower() for mark in marks)]
        marks_of_split, marks_of_other = (TEST_MARKS, TRAIN_MARKS) if split == "test" else (TRAIN_MARKS, TEST_MARKS)
        of_split = [path for path in of_field if any(mark in path.name for mark in marks_of_split)]
        chosen = of_split or [path for path in of_field if not any(mark in path.name for mark in marks_of_other)]
        if not chosen:
            there = ", ".join(path.name for path in names) or "no IDX files"
            raise IdxError(f"`{folder}` has no file of {marks[0]} for `split: {split}`; it has {there}")
        if len({path.name.removesuffix(".gz") for path in chosen}) > 1:
            several = ", ".join(path.name for path in chosen)
            raise IdxError(f"`{folder}` has several files of {marks[0]} for `split: {split}`: {several}")
        found[field] = chosen[0]
    return found


def read_header(path: Path) -> IdxHeader:
    """The header of a file. Raises IdxError."""
    try:
        with _opened(path) as file:
            return _header(file, path)
    except UNREADABLE as error:
        raise IdxError(f"`{path}` cannot be read: {error}") from error


def read_array(path: Path) -> NDArray[Any]:
    """The array of a file, examples first. Raises IdxError."""
    try:
        with _opened(path) as file:
            header = _header(file, path)
            data = file.read()
    except UNREADABLE as error:
        raise IdxError(f"`{path}` cannot be read: {error}") from error
    wanted = math.prod(header.shape) * np.dtype(header.dtype).itemsize
    if len(data) != wanted:
        raise IdxError(f"`{path}` is {list(header.shape)} by its header, {wanted:,} bytes, but has {len(data):,}")
    array: NDArray[Any] = np.frombuffer(data, header.dtype).reshape(header.shape)
    return array.astype(array.dtype.newbyteorder("="))


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _header(file: IO[bytes], path: Path) -> IdxHeader:
    zero, kind, rank = struct.unpack(">HBB", file.read(4))
    if zero or kind not in TYPES or not 1 <= rank <= 4:
        raise IdxError(f"`{path}` is no IDX file")
    return IdxHeader(shape=struct.unpack(f">{rank}I", file.read(4 * rank)), dtype=TYPES[kind])
