"""Packing: the images of a folder as shards, each published when it is whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gancompile.packing.listing import Listing, list_folder
from gancompile.packing.options import PackOptions
from gancompile.packing.pack_error import PackError
from gancompile.packing.shard_record import Broken, ShardRecord, changed_files, read_records
from gancompile.packing.shard_writer import BrokenImagesError, ShardWriter, threads
from gancompile.shards import INDEX, Index, Place

NAMED = 5
"""Files that a message names."""
UNFINISHED = re.compile(r"\.?shard-\d+\.tfrecord\.\d+\.tmp")
Report = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a call has done. written: how many shards it has written. broken: the images that are left out."""

    index: Index
    content: bytes
    written: int
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to do. shards: all of them, those that are finished with their entries. surplus: finished ones that are not wanted."""

    listing: Listing
    shards: tuple[ShardRecord, ...]
    surplus: tuple[ShardRecord, ...]

    @property
    def todo(self) -> list[ShardRecord]:
        """The shards that are not written."""
        return [one for one in self.shards if one.entry is None]

    @property
    def images(self) -> int:
        """How many images are to be packed."""
        return sum(len(one.files) for one in self.todo)


def plan_packing(root: Path, place: Place, options: PackOptions, *, update: bool) -> Plan:
    """What is left to do of packing a folder. update: whether shards whose images have changed are packed again.

    Raises PackError where images have changed and are not to be packed again, and for a folder that cannot be packed.
    """
    listing = list_folder(root, options)
    made_by = _made_by(listing, options)
    finished = read_records(place)
    others = [one for one in finished.values() if one.made_by != made_by]
    if others and not update:
        raise PackError(f"{_difference(others[0].made_by, made_by)}; `--update` packs all images again")
    finished = {} if others else finished
    of = next((one.of for one in finished.values()), listing.shard_number(options.per_shard))
    shards = [
        ShardRecord(number=number, of=of, made_by=made_by, files=tuple(files))
        for number, files in enumerate(listing.shards(of))
    ]
    changed = [one for one in shards if one.number in finished and finished[one.number].files != one.files]
    if changed and not update:
        said = _changes([finished[one.number] for one in changed], changed)
        raise PackError(f"since they were packed, {said}; `--update` packs their shards again")
    kept = {one.number: finished[one.number] for one in shards if one.number in finished and one not in changed}
    return Plan(
        listing=listing,
        shards=tuple(kept.get(one.number, one) for one in shards),
        surplus=tuple(one for one in others if one.number >= of),
    )


def pack(plan: Plan, place: Place, options: PackOptions, report: Report) -> Packed:
    """Does what is left. report: called with the number of images that are done. Raises PackError for images that cannot be read."""
    made = {one.number: one for one in plan.shards if one.entry is not None}
    if plan.todo:
        # An index of other shards must never be taken for that of these.
        place.remove(INDEX)
        _remove_unfinished(place)
    broken: list[Broken] = []
    done = 0

    def one_done() -> None:
        nonlocal done
        done += 1
        report(done)

    with ThreadPoolExecutor(threads()) as pool:
        writer = ShardWriter(
            root=plan.listing.root,
            options=options,
            table=plan.listing.table,
            has_labels=plan.listing.class_names is not None,
            pool=pool,
            done=one_done,
        )
        for record in plan.todo:
            try:
                made[record.number] = writer.write(record, place)
            except BrokenImagesError as error:
                broken += error.broken
    if broken:
        raise PackError(_broken_text(broken, done))
    return _finished(plan, [made[one.number] for one in plan.shards], place)


def _remove_unfinished(place: Place) -> None:
    """Removes what a call has left that was killed while it wrote a shard."""
    for name in place.names():
        if UNFINISHED.fullmatch(name):
            place.remove(name)


def _finished(plan: Plan, records: Sequence[ShardRecord], place: Place) -> Packed:
    """The index over all shards."""
    for one in plan.surplus:
        one.remove(place)
    index = Index(
        shards=tuple(one.entry for one in records if one.entry is not None),
        class_names=plan.listing.class_names,
        is_partial=bool(records) and records[0].made_by["labels"] == "partial",
        attribute_names=plan.listing.table.names if plan.listing.table else (),
        attribute_ends=plan.listing.table.ends if plan.listing.table else (0.0, 0.0),
    )
    if not index.count:
        raise PackError("none of the images can be read")
    content = json.dumps(index.as_json()).encode()
    if plan.todo or place.size(INDEX) != len(content):
        place.publish(INDEX, [content])
    broken = tuple(one for record in records for one in record.broken)
    return Packed(index=index, content=content, written=len(plan.todo), broken=broken)


def _made_by(listing: Listing, options: PackOptions) -> dict[str, Any]:
    """How a folder is packed, as plain data: shards of one folder are all packed alike."""
    table = options.attributes
    made = asdict(options)
    # Which images are left out is said of each shard.
    del made["skips"]
    made["attributes"] = None if table is None else [os.path.basename(table), table.stat().st_mtime_ns]
    made["class_names"] = listing.class_names
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What two ways of packing differ in, the first such thing."""
    name = next(name for name in new if old.get(name) != new[name])
    if name == "class_names":
        return f"the shards that are there have the classes {_listed(old[name] or ())}, and the images {_listed(new[name] or ())}"
    option = "resize" if name == "size" else name.replace("_", "-")
    return f"the shards that are there were packed with another `--{option}`"


def _changes(old: Sequence[ShardRecord], new: Sequence[ShardRecord]) -> str:
    """Changed images in words."""
    said = [
        f"{len(names):,} {'image has' if len(names) == 1 else 'images have'} been {verb} ({_listed(names)})"
        for verb, names in changed_files(old, new)
        if names
    ]
    return " and ".join(said)


def _broken_text(broken: Sequence[Broken], opened: int) -> str:
    named = ", ".join(f"`{one.name}` ({one.why})" for one in broken[:NAMED])
    more = f" and {len(broken) - NAMED:,} more" if len(broken) > NAMED else ""
    said = f"of {opened:,} images that were opened, {len(broken):,} cannot be read: {named}{more}"
    return (
        f"{said}; remove or mend them and pack again, which goes on from here, or leave them out with `--on-bad skip`"
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
