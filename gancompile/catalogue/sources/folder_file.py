"""Files below a folder, whose sub-folders may be classes. Paths are texts: folders may hold a hundred thousand files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path


def files_below(root: Path, suffixes: Sequence[str]) -> list[str]:
    """All files with one of the suffixes, sorted by path, without hidden ones."""
    return sorted(_walk(str(root), tuple(suffixes)), key=lambda path: path.split(os.sep))


def _walk(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.lower().endswith(suffixes) and entry.is_file():
                    yield entry.path


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
