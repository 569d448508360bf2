"""The writing of one shard."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.image_header import UnreadableImageError
from gancompile.catalogue.sources.images.attribute_table import AttributeTable
from gancompile.packing.listing import SourceFile
from gancompile.packing.options import PackOptions
from gancompile.packing.packed_image import PackedImage, packed_image
from gancompile.packing.shard_record import Broken, ShardRecord
from gancompile.shards import FRAME_BYTES, Place, ShardEntry, example_message, frame, pack_numbers

AHEAD = 4
"""Images in the making for each thread."""


class BrokenImagesError(Exception):
    """A shard that is not written since images of it cannot be read."""

    def __init__(self, broken: tuple[Broken, ...]) -> None:
        super().__init__()
        self.broken = broken


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardWriter:
    """Writes shards of the images below `root`.

    table: of their attributes. has_labels: whether they have classes. done: called after each image.
    """

    root: Path
    options: PackOptions
    table: AttributeTable | None
    has_labels: bool
    pool: ThreadPoolExecutor
    done: Callable[[], None]

    def write(self, record: ShardRecord, place: Place) -> ShardRecord:
        """Writes a shard and its record. Returns: the record with its entry. Raises BrokenImagesError."""
        contents = _Contents()
        place.publish(record.file, self._pieces(record, contents))
        finished = replace(record, broken=tuple(contents.broken), entry=contents.entry(record.file))
        finished.publish(place)
        return finished

    def _pieces(self, record: ShardRecord, contents: _Contents) -> Iterator[bytes]:
        """The records of the shard in the order of its files. Raises BrokenImagesError after the last one."""
        for made in self._in_order(record.files):
            self.done()
            if isinstance(made, Broken):
                contents.broken.append(made)
            else:
                contents.add(made)
                yield made.record
        if contents.broken and not self.options.skips:
            raise BrokenImagesError(tuple(contents.broken))

    def _in_order(self, files: Iterable[SourceFile]) -> Iterator[_Example | Broken]:
        """Each file as an example, some ahead in parallel."""
        waiting: deque[Future[_Example | Broken]] = deque()
        for one in files:
            waiting.append(self.pool.submit(self._example, one))
            if len(waiting) >= AHEAD * threads():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _example(self, file: SourceFile) -> _Example | Broken:
        try:
            image = packed_image(self.root / file.name, self.options)
        except UnreadableImageError as error:
            return Broken(file.name, str(error))
        features: dict[str, Any] = {"image": image.content, "name": file.name.encode("utf-8", "surrogateescape")}
        attributes = None
        if self.table is not None:
            (attributes,) = self.table.of([os.path.splitext(file.name)[0]])
            features["attributes"] = attributes
        label = labelled = None
        if self.has_labels:
            label = features["label"] = file.label or 0
        if self.options.labels == "partial":
            labelled = features["labelled"] = int(file.label is not None)
        record = frame(example_message(features))
        return _Example(record=record, image=image, label=label, labelled=labelled, attributes=attributes)


def threads() -> int:
    """How many threads read and decode images."""
    return min(32, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """record: framed. label, labelled, attributes: None without."""

    record: bytes
    image: PackedImage
    label: int | None
    labelled: int | None
    attributes: tuple[float, ...] | None


@dataclass(slots=True)
class _Contents:
    """What a shard holds, as far as it is written."""

    broken: list[Broken] = field(default_factory=list)
    examples: list[_Example] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    lengths: list[int] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, made: _Example) -> None:
        """An example that is written now."""
        height, width = made.image.size
        self.sizes.setdefault(f"{height}x{width}", len(self.lengths))
        self.digest.update(made.record)
        self.size += len(made.record)
        self.lengths.append(len(made.record) - FRAME_BYTES)
        bare = replace(made, record=b"", image=replace(made.image, content=b""))
        self.examples.append(bare)

    def entry(self, file: str) -> ShardEntry:
        """The entry of the index."""
        images = [one.image for one in self.examples]
        labels = [one.label for one in self.examples if one.label is not None]
        labelled = [one.labelled for one in self.examples if one.labelled is not None]
        vectors = [number for one in self.examples if one.attributes for number in one.attributes]
        return ShardEntry(
            file=file,
            count=len(self.lengths),
            bytes=self.size,
            sha256=self.digest.hexdigest(),
            sizes=self.sizes,
            deep=sum(image.deep for image in images),
            cut=sum(image.cut for image in images),
            transparent=sum(image.transparent for image in images),
            lengths=pack_numbers("I", self.lengths),
            label=pack_numbers("i", labels) if labels else None,
            labelled=pack_numbers("B", labelled) if labelled else None,
            attributes=pack_numbers("f", vectors) if vectors else None,
        )
