"""The texts of a prepared data set of TensorFlow Datasets, read without TensorFlow, as `check` does: records of `tf.train.Example`."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

LENGTH_BYTES = 8
CHECKSUM_BYTES = 4
DELIMITED = 2
"""The wire type of protocol buffers for bytes and inner messages, which are all that a text is wrapped in."""
FIXED_BYTES = {1: 8, 5: 4}


def read_texts(files: Iterable[Path], feature: str) -> list[str]:
    """The text of each example. Raises OSError and ValueError for files that are no whole records."""
    return [_text(record, feature.encode()).decode("utf-8").strip() for file in files for record in _records(file)]


def _records(path: Path) -> Iterator[bytes]:
    """The records of a file: length, its checksum, data, their checksum."""
    with path.open("rb") as file:
        while head := file.read(LENGTH_BYTES + CHECKSUM_BYTES):
            if len(head) < LENGTH_BYTES + CHECKSUM_BYTES:
                raise ValueError(f"`{path.name}` ends in the middle of a record")
            (length,) = struct.unpack_from("<Q", head)
            data = file.read(length + CHECKSUM_BYTES)
            if len(data) < length + CHECKSUM_BYTES:
                raise ValueError(f"`{path.name}` ends in the middle of a record")
            yield data[:length]


def _text(record: bytes, feature: bytes) -> bytes:
    """Example{1: Features{1: entry{1: name, 2: Feature{1: BytesList{1: bytes}}}}}."""
    for features in _inner(record, 1):
        for entry in _inner(features, 1):
            if next(_inner(entry, 1), b"") == feature:
                return next(
                    (text for of in _inner(entry, 2) for list in _inner(of, 1) for text in _inner(list, 1)), b""
                )
    return b""


def _inner(message: bytes, number: int) -> Iterator[bytes]:
    """The bytes of each field of this number. Raises ValueError."""
    at = 0
    while at < len(message):
        key, at = _whole_number(message, at)
        wire = key & 7
        if wire == DELIMITED:
            size, at = _whole_number(message, at)
            if key >> 3 == number:
                yield message[at : at + size]
            at += size
        elif wire in FIXED_BYTES:
            at += FIXED_BYTES[wire]
        elif wire == 0:
            _, at = _whole_number(message, at)
        else:
            raise ValueError(f"a record holds a field of type {wire}, which no example has")


def _whole_number(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the position after it."""
    value = shift = 0
    while True:
        if at >= len(message):
            raise ValueError("a record ends in the middle of a number")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
