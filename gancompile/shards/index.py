"""The index of packed examples, `index.json`: what a spec is checked against, and where each record begins."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

INDEX = "index.json"
FORMAT = 1


class ShardsError(Exception):
    """Shards that cannot be used; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardEntry:
    """One shard.

    file: its name. sizes: the first example of each size of images, by `HEIGHTxWIDTH`. deep, cut, transparent: how many images are grey
    with more than 256 levels, have colours of 16 bits, have transparent pixels. lengths, label, labelled, attributes: packed numbers of
    each example: the bytes of its record's content, its class, whether that is known, its vector.
    """

    file: str
    count: int
    bytes: int
    sha256: str
    sizes: Mapping[str, int]
    deep: int
    cut: int
    transparent: int
    lengths: str
    label: str | None = None
    labelled: str | None = None
    attributes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All shards. class_names: None without labels. attribute_ends: the least and the largest number of all vectors."""

    shards: tuple[ShardEntry, ...]
    class_names: tuple[str, ...] | None = None
    is_partial: bool = False
    attribute_names: tuple[str, ...] = ()
    attribute_ends: tuple[float, float] = (0.0, 0.0)

    @property
    def count(self) -> int:
        """The number of examples."""
        return sum(shard.count for shard in self.shards)

    def sizes(self) -> dict[tuple[int, int], int]:
        """The first example of each size of images, by [height, width]."""
        found: dict[tuple[int, int], int] = {}
        begin = 0
        for shard in self.shards:
            for text, first in shard.sizes.items():
                height, width = map(int, text.split("x"))
                found.setdefault((height, width), begin + first)
            begin += shard.count
        return found

    def total(self, counter: str) -> int:
        """A counter of all shards: `deep`, `cut`, `transparent`, `bytes`."""
        return sum(getattr(shard, counter) for shard in self.shards)

    def as_json(self) -> dict[str, Any]:
        """Plain data. `fields` is for a reader of the file: the rest says the same."""
        sizes = list(self.sizes())
        one_size = sizes[0] if len(sizes) == 1 else (None, None)
        fields: dict[str, Any] = {"image": {"encoding": "image file", "dtype": "uint8", "shape": [*one_size, None]}}
        if self.attribute_names:
            fields["attributes"] = {
                "dtype": "float32",
                "shape": [len(self.attribute_names)],
                "names": self.attribute_names,
                "ends": self.attribute_ends,
            }
        if self.class_names is not None:
            fields["label"] = {"dtype": "int64", "shape": [], "class_names": self.class_names}
        if self.is_partial:
            fields["labelled"] = {"dtype": "int64", "shape": []}
        shards = [{key: value for key, value in asdict(one).items() if value is not None} for one in self.shards]
        return {"format": FORMAT, "count": self.count, "fields": fields, "shards": shards}


def read_index(content: bytes) -> Index:
    """The index in the content of its file. Raises ShardsError."""
    try:
        plain = json.loads(content)
        if plain["format"] != FORMAT:
            raise ShardsError(f"it is of format {plain['format']}, and this version reads format {FORMAT}")
        fields = plain["fields"]
        label, attributes = fields.get("label"), fields.get("attributes", {})
        return Index(
            shards=tuple(ShardEntry(**one) for one in plain["shards"]),
            class_names=None if label is None else tuple(label["class_names"]),
            is_partial="labelled" in fields,
            attribute_names=tuple(attributes.get("names", ())),
            attribute_ends=tuple(attributes.get("ends", (0.0, 0.0))),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ShardsError(f"it is no index of shards: {error!r}") from error


def pack_numbers(form: str, numbers: Sequence[float]) -> str:
    """Numbers as a text: little-endian, deflated, base64. form: of `struct`, such as `I`."""
    return base64.b64encode(zlib.compress(struct.pack(f"<{len(numbers)}{form}", *numbers))).decode()


def unpack_numbers(text: str) -> bytes:
    """The little-endian bytes of numbers. Raises ValueError for a text that is damaged."""
    try:
        return zlib.decompress(base64.b64decode(text, validate=True))
    except zlib.error as error:
        raise ValueError(str(error)) from error
