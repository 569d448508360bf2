"""The record of a finished shard, `sources/00000.json`: the files that it was made of, by which a later call knows what is left to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from gancompile.packing.listing import SourceFile
from gancompile.shards import Place, ShardEntry

FOLDER = "sources"


class Broken(NamedTuple):
    """An image that cannot be read, with the reason."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardRecord:
    """A shard. of: how many there are. made_by: how the folder is packed, plain data. broken: images that are left out.

    entry: of the index; None for a shard that is not written.
    """

    number: int
    of: int
    made_by: Mapping[str, Any]
    files: tuple[SourceFile, ...]
    broken: tuple[Broken, ...] = ()
    entry: ShardEntry | None = None

    @property
    def file(self) -> str:
        """The name of the shard."""
        return f"shard-{self.number:05}.tfrecord"

    def publish(self, place: Place) -> None:
        """Writes the record; the shard has been written."""
        place.publish(f"{FOLDER}/{self.number:05}.json", [json.dumps(asdict(self)).encode()])

    def remove(self, place: Place) -> None:
        """Removes the shard and its record, the record first: without it there is no shard."""
        place.remove(f"{FOLDER}/{self.number:05}.json")
        place.remove(self.file)


def read_records(place: Place) -> dict[int, ShardRecord]:
    """The finished shards by number. A shard of another size than its record says, and a record that is none, count for nothing."""
    found = (_read(place, name) for name in place.names(FOLDER) if name.endswith(".json") and not name.startswith("."))
    return {one.number: one for one in found if one is not None}


def _read(place: Place, name: str) -> ShardRecord | None:
    try:
        plain = json.loads(place.read(f"{FOLDER}/{name}"))
        made = ShardRecord(
            **{
                **plain,
                "files": tuple(SourceFile(*one) for one in plain["files"]),
                "broken": tuple(Broken(*one) for one in plain["broken"]),
                "entry": ShardEntry(**plain["entry"]),
            }
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return made if made.entry is not None and place.size(made.file) == made.entry.bytes else None


def changed_files(old: Sequence[ShardRecord], new: Sequence[ShardRecord]) -> Iterator[tuple[str, list[str]]]:
    """What differs between the files of the same shards: a verb with the names that it is said of."""
    before, after = ({one.name: one for record in records for one in record.files} for records in (old, new))
    yield "changed", [name for name, one in after.items() if name in before and before[name] != one]
    yield "added", [name for name in after if name not in before]
    yield "removed", [name for name in before if name not in after]
