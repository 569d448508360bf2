"""Files below a folder, whose sub-folders may be classes. Paths are texts: folders may hold a hundred thousand files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NOTES = frozenset(
    {"", ".cfg", ".csv", ".db", ".htm", ".html", ".ini", ".json", ".log", ".md", ".md5", ".py", ".rst", ".sh", ".toml",
     ".tsv", ".txt", ".xml", ".yaml", ".yml"}
)  # fmt: skip
"""Endings of files that stand beside data and are none: captions, licences, lists."""
PACKED_BY_MACS = "__MACOSX"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderContents:
    """files: those of the wanted endings, sorted by path. others: the number of other data files by their ending."""

    files: list[str]
    others: Mapping[str, int]


def look_below(root: Path, suffixes: Sequence[str]) -> FolderContents:
    """All files below a folder without hidden ones; folders that are links are followed."""
    files, others = [], Counter[str]()
    for path in _walk(str(root)):
        lower = os.path.basename(path).lower()
        if lower.endswith(tuple(suffixes)):
            files.append(path)
        elif (ending := os.path.splitext(lower)[1]) not in NOTES:
            others[ending] += 1
    return FolderContents(files=sorted(files, key=lambda path: path.split(os.sep)), others=dict(sorted(others.items())))


def files_below(root: Path, suffixes: Sequence[str]) -> list[str]:
    """All files with one of the suffixes, sorted by path, without hidden ones."""
    return look_below(root, suffixes).files


def _walk(root: str) -> Iterator[str]:
    """The paths of all files. A link to a folder that it lies in would never end, and is passed over."""
    waiting = [(root, frozenset({os.path.realpath(root)}))]
    while waiting:
        folder, above = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == PACKED_BY_MACS:
                    continue
                if entry.is_dir():
                    real = os.path.realpath(entry.path)
                    if real not in above:
                        waiting.append((entry.path, above | {real}))
                elif entry.is_file():
                    yield entry.path


def listed_endings(others: Mapping[str, int]) -> str:
    """Endings with the number of their files, for a message: `24 .psd and 2 .heic`."""
    counted = [f"{count:,} {ending}" for ending, count in sorted(others.items(), key=lambda item: -item[1])]
    return " and ".join([", ".join(counted[:-1]), counted[-1]] if len(counted) > 1 else counted)


def below(path: str, root: Path) -> str:
    """A file's path below the root, with `/`."""
    return path[len(str(root)) :].lstrip(os.sep).replace(os.sep, "/")


def class_folders(paths: Iterable[str], root: Path) -> list[str | None]:
    """The top sub-folder of each file; None for a file directly in the root."""
    names = (below(path, root).partition("/") for path in paths)
    return [top if rest else None for top, _, rest in names]


def class_names(folders: Iterable[str | None]) -> tuple[str, ...]:
    """The names of the classes in the order of their numbers."""
    return tuple(sorted({folder for folder in folders if folder is not None}))
