"""Files below a folder, whose sub-folders may be classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def files_below(root: Path, suffixes: Sequence[str]) -> list[Path]:
    """All files with one of the suffixes, sorted by path, without hidden ones."""
    found = (path for path in root.rglob("*") if path.suffix.lower() in suffixes and path.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))


def class_folders(paths: Iterable[Path], root: Path) -> list[str | None]:
    """The top sub-folder of each file; None for a file directly in the root."""
    return [path.relative_to(root).parts[0] if path.parent != root else None for path in paths]


def class_names(folders: Iterable[str | None]) -> tuple[str, ...]:
    """The names of the classes in the order of their numbers."""
    return tuple(sorted({folder for folder in folders if folder is not None}))
