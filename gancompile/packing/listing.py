"""The images of a folder, and the shard of each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gancompile.catalogue.sources.folder_file import below, class_folders, class_names, files_below
from gancompile.catalogue.sources.image_header import SUFFIXES
from gancompile.catalogue.sources.images.attribute_table import AttributeTable, AttributeTableError, read_attributes
from gancompile.packing.options import PackOptions
from gancompile.packing.pack_error import PackError

SHARD_BYTES = 100 * 10**6
SHARD_EXAMPLES = 10_000


class SourceFile(NamedTuple):
    """An image to be packed.

    name: below the folder, with `/`. changed: the time of its last change in nanoseconds. label: None for an image that has none.
    """

    name: str
    size: int
    changed: int
    label: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a folder holds. files: in the order in which they are packed, which mixes classes and is the same in each call."""

    root: Path
    files: tuple[SourceFile, ...]
    class_names: tuple[str, ...] | None
    table: AttributeTable | None

    def shards(self, number: int) -> list[list[SourceFile]]:
        """The files of each of `number` shards. The shard of a file depends on its name alone, so that others may come and go."""
        made: list[list[SourceFile]] = [[] for _ in range(number)]
        for one in self.files:
            made[_digest(one.name) % number].append(one)
        return made

    def shard_number(self, per_shard: int | None) -> int:
        """How many shards there should be. per_shard: how many examples in each; None for as many as make 100 MB."""
        if per_shard is not None:
            return -(-len(self.files) // per_shard)
        content = sum(one.size for one in self.files)
        return max(-(-content // SHARD_BYTES), -(-len(self.files) // SHARD_EXAMPLES))


def list_folder(root: Path, options: PackOptions) -> Listing:
    """The images below a folder. Raises PackError."""
    if not root.is_dir():
        raise PackError(f"folder `{root}` does not exist")
    paths = files_below(root, SUFFIXES)
    if not paths:
        raise PackError(f"folder `{root}` holds no images")
    tops = class_folders(paths, root)
    classes = _classes(paths, tops, options.labels)
    numbers = {name: number for number, name in enumerate(classes or ())}
    files = []
    for path, top in zip(paths, tops, strict=True):
        status = os.stat(path)
        label = numbers.get(top) if top is not None else None
        files.append(SourceFile(below(path, root), status.st_size, status.st_mtime_ns, label))
    files.sort(key=lambda one: (_digest(one.name), one.name))
    return Listing(root=root, files=tuple(files), class_names=classes, table=_table(files, options.attributes))


def _classes(paths: Sequence[str], tops: Sequence[str | None], labels: str | None) -> tuple[str, ...] | None:
    """The names of the classes, as the source `images` has them; None without labels. Raises PackError."""
    if labels == "none" or (labels is None and None in tops):
        return None
    if labels == "folders" and None in tops:
        raise PackError(f"`{paths[tops.index(None)]}` is in no sub-folder, and so has no label")
    classes = class_names(tops)
    if not classes:
        raise PackError("no image is in a sub-folder, and so none has a label")
    return classes


def _table(files: Sequence[SourceFile], path: Path | None) -> AttributeTable | None:
    if path is None:
        return None
    try:
        table = read_attributes(path)
        table.of([os.path.splitext(one.name)[0] for one in files])
    except AttributeTableError as error:
        raise PackError(f"`{path}`: {error}") from error
    return table


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big")
