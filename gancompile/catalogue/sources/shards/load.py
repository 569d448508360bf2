"""Packed images, read one by one by the offsets of their records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.image_pixels import BACKGROUND
from gancompile.catalogue.sources.shards.depth import is_read_deep
from gancompile.catalogue.sources.stored_image import StoredImage
from gancompile.shards import (
    FRAME_BYTES,
    INDEX,
    Index,
    Place,
    ShardEntry,
    ShardsError,
    framed_content,
    image_of,
    place_at,
    read_index,
    unpack_numbers,
)

WINDOW = 10_000


def load(
    folder: str, index: str | None = None, window: int = WINDOW, channels: int = 3, background: str = BACKGROUND
) -> ImageFiles:
    """The images, of which only the offsets are held in memory, and labels and attributes as arrays. Raises DataError."""
    try:
        place = place_at(folder)
        content = Path(index).read_bytes() if index is not None else place.read(INDEX)
        known = read_index(content)
        images = PackedImages.of(known, place, folder)
        others = {
            "attributes": _column(known, "attributes", "<f4"),
            "label": _column(known, "label", "<i4"),
            "labelled": _column(known, "labelled", "u1"),
        }
    except (OSError, ShardsError, ValueError) as error:
        raise DataError(f"the index of `{folder}` cannot be used: {error}") from error
    if others["attributes"] is not None:
        others["attributes"] = others["attributes"].reshape(known.count, -1)
    if others["labelled"] is not None:
        others["labelled"] = others["labelled"].astype(np.float32)
    return ImageFiles(
        paths={"image": images},
        channels={"image": channels},
        others={name: values for name, values in others.items() if values is not None},
        deep=frozenset({"image"} if is_read_deep(known, channels) else ()),
        background=background,
        known_sizes={"image": known.sizes()},
        window=window,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedImages(Sequence[StoredImage]):
    """The images of shards by their number.

    folder: for messages. files: of the shards. first: the number of the first example of each shard, and of all. offsets: of the
    records in their shards, [count]. lengths: of their contents in bytes, [count].
    """

    place: Place
    folder: str
    files: tuple[str, ...]
    first: NDArray[np.int64]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.uint32]

    @classmethod
    def of(cls, index: Index, place: Place, folder: str) -> PackedImages:
        """The images of an index. Raises ValueError for one that is damaged."""
        lengths = [_lengths(shard) for shard in index.shards]
        sizes = [of_shard.astype(np.int64) + FRAME_BYTES for of_shard in lengths]
        return cls(
            place=place,
            folder=folder,
            files=tuple(shard.file for shard in index.shards),
            first=np.array([*accumulate((shard.count for shard in index.shards), initial=0)], np.int64),
            offsets=np.concatenate([np.cumsum(of_shard) - of_shard for of_shard in sizes]),
            lengths=np.concatenate(lengths),
        )

    def __len__(self) -> int:
        return len(self.offsets)

    @overload
    def __getitem__(self, index: int) -> StoredImage: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[StoredImage]: ...

    def __getitem__(self, index: int | slice) -> StoredImage | Sequence[StoredImage]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        number = int(index)
        if not 0 <= number < len(self):
            raise IndexError(number)
        shard = int(np.searchsorted(self.first, number, side="right")) - 1
        name = f"{self.folder}/{self.files[shard]}, example {number - self.first[shard]}"
        return StoredImage(name, partial(self._read, self.files[shard], number))

    def _read(self, file: str, number: int) -> bytes:
        """The bytes of an image file. Raises OSError for a record that is damaged."""
        size = int(self.lengths[number]) + FRAME_BYTES
        record = self.place.read_at(file, int(self.offsets[number]), size)
        try:
            return image_of(framed_content(record))
        except ValueError as error:
            raise OSError(str(error)) from error


def _lengths(shard: ShardEntry) -> NDArray[np.uint32]:
    lengths: NDArray[np.uint32] = np.frombuffer(unpack_numbers(shard.lengths), "<u4")
    if len(lengths) != shard.count:
        raise ValueError(f"it knows {len(lengths)} records of the {shard.count} of `{shard.file}`")
    return lengths


def _column(index: Index, name: str, dtype: str) -> NDArray[Any] | None:
    """The numbers of all examples; None where they were not packed."""
    packed = [text for shard in index.shards if (text := getattr(shard, name)) is not None]
    return np.concatenate([np.frombuffer(unpack_numbers(text), dtype) for text in packed]) if packed else None
