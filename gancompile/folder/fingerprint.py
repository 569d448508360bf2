"""The fingerprint of the data: the names and contents of the files that examples are read from."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gancompile.folder.checkpoint_files import sha256_of

THREADS = 8
"""Hashing releases the interpreter, and small files wait for the disk."""
SECONDS_BETWEEN_SENTENCES = 8.0
NAMED = 5
"""Files that a message names, of each kind of change."""


class FileStamp(NamedTuple):
    """A file as it was: its size in bytes, the time of its last change in nanoseconds, the SHA-256 of its content."""

    size: int
    changed: int
    sha256: str


Stamped = tuple[str, FileStamp]
"""A name with its file."""
Report = Callable[[str], None]
DataFingerprint = Mapping[str, Mapping[str, FileStamp]]
"""For each set of the data (the empty name for the only one) the files by their path below the set's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChange:
    """What differs between two fingerprints, by name. renamed: from and to, with the same content."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.renamed)

    def lines(self) -> Iterator[str]:
        """The change in words, a line for each kind."""
        renamed = [f"{old} -> {new}" for old, new in self.renamed]
        for verb, names in (("changed", self.changed), ("added", self.added), ("removed", self.removed), ("renamed", renamed)):  # fmt: skip
            if names:
                more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
                files = "1 file" if len(names) == 1 else f"{len(names):,} files"
                yield f"{files} {verb}: {', '.join(names[:NAMED])}{more}"


def take_fingerprint(
    files: Mapping[str, Sequence[str]], known: DataFingerprint | None = None, report: Report = lambda _: None
) -> DataFingerprint:
    """The fingerprint of files as they are now. files: absolute paths by set.

    known: an earlier one; a file whose size and time are the same is taken to have the same content, and only others are read.
    report: called with a sentence now and then, where that takes long.
    Raises OSError for a file that cannot be read.
    """
    return {name: _set_fingerprint(paths, (known or {}).get(name, {}), report) for name, paths in files.items()}


def compare_fingerprints(old: DataFingerprint, new: DataFingerprint) -> DataChange:
    """What has changed from one to the other."""
    if old == new:
        return DataChange()
    before, after = _flat(old), _flat(new)
    added = [name for name in after if name not in before]
    removed = [name for name in before if name not in after]
    by_content: dict[str, list[str]] = {}
    for name in added:
        by_content.setdefault(after[name].sha256, []).append(name)
    renamed = [(name, same.pop(0)) for name in removed if (same := by_content.get(before[name].sha256))]
    targets = {new for _, new in renamed}
    sources = {old for old, _ in renamed}
    return DataChange(
        added=tuple(name for name in added if name not in targets),
        removed=tuple(name for name in removed if name not in sources),
        changed=tuple(name for name in after if name in before and after[name].sha256 != before[name].sha256),
        renamed=tuple(renamed),
    )


def fingerprint_as_json(fingerprint: DataFingerprint) -> dict[str, Any]:
    """Plain data: [size, time, SHA-256] for each file."""
    return {name: {path: list(one) for path, one in files.items()} for name, files in fingerprint.items()}


def data_digest(fingerprint: DataFingerprint) -> str:
    """One SHA-256 of the names and the contents of all files."""
    contents = {
        name: {path: sha256 for path, (_, _, sha256) in files.items()}
        for name, files in fingerprint_as_json(fingerprint).items()
    }
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()


def fingerprint_from_json(values: Any) -> DataFingerprint:
    """The fingerprint of plain data. Raises ValueError, TypeError, AttributeError where it is none."""
    return {name: {path: FileStamp(*one) for path, one in files.items()} for name, files in values.items()}


def _flat(fingerprint: DataFingerprint) -> dict[str, FileStamp]:
    """The files of all sets by one name."""
    return {f"{name}: {path}" if name else path: one for name, files in fingerprint.items() for path, one in files.items()}  # fmt: skip


def _set_fingerprint(paths: Sequence[str], known: Mapping[str, FileStamp], report: Report) -> dict[str, FileStamp]:
    names = _names_below(paths)
    stamps = {name: _same(path, known.get(name)) for name, path in names.items()}
    unread = [name for name, stamp in stamps.items() if stamp is None]
    if not unread:
        return {name: stamp for name, stamp in stamps.items() if stamp is not None}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(THREADS) as pool:
        read = dict(
            _reported(zip(unread, pool.map(lambda name: _stamp(names[name]), unread), strict=True), len(unread), report)
        )
    return {name: stamp or read[name] for name, stamp in stamps.items()}


def _reported(stamps: Iterable[Stamped], number: int, report: Report) -> Iterator[Stamped]:
    """The same, with a sentence every few seconds."""
    reported = time.monotonic()
    for done, stamp in enumerate(stamps, 1):
        yield stamp
        if time.monotonic() - reported >= SECONDS_BETWEEN_SENTENCES:
            report(f"reading the data for their fingerprint: {done:,} of {number:,} files")
            reported = time.monotonic()


def _names_below(paths: Sequence[str]) -> dict[str, str]:
    """The paths by what they are called below the folder that holds all of them, in the order of the names."""
    folders = {path.rpartition(os.sep)[0] for path in paths}
    if not folders:
        return {}
    start = len(os.path.commonpath(folders).rstrip(os.sep)) + 1
    return dict(sorted((path[start:], path) for path in paths))


def _same(path: str, known: FileStamp | None) -> FileStamp | None:
    """What is known of a file, where size and time say that it is the same."""
    if known is None:
        return None
    status = os.stat(path)
    return known if (status.st_size, status.st_mtime_ns) == (known.size, known.changed) else None


def _stamp(path: str) -> FileStamp:
    status = os.stat(path)
    return FileStamp(size=status.st_size, changed=status.st_mtime_ns, sha256=sha256_of(Path(path)))
