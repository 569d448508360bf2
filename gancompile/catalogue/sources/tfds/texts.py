"""The texts of a prepared data set of TensorFlow Datasets, read without TensorFlow, as `check` does: records of `tf.train.Example`."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from gancompile.files import fields_of

LENGTH_BYTES = 8
CHECKSUM_BYTES = 4


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
    for features in fields_of(record, 1):
        for entry in fields_of(features, 1):
            if next(fields_of(entry, 1), b"") == feature:
                return next(
                    (text for of in fields_of(entry, 2) for list in fields_of(of, 1) for text in fields_of(list, 1)),
                    b"",
                )
    return b""
