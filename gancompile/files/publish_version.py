"""Versions of a folder, as servers watch them: whole folders with numbers for names, which only grow."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from gancompile.files.sync import sync


def publish_version(new: Path, folder: Path, version: int) -> Path:
    """Moves a finished folder to `folder/VERSION` by one rename, and returns its path.

    A version that is there is never touched: where another one came first, the next free number is taken.
    """
    for path in (path for path in new.rglob("*") if path.is_file()):
        sync(path)
    new.chmod(0o755)
    while True:
        target = folder / str(version)
        try:
            # A file system may replace an empty folder, and one that holds something it never does.
            if not target.exists():
                os.rename(new, target)
                sync(folder)
                return target
        except OSError:
            if not target.exists():
                raise
        version += 1


def versions_in(folder: Path) -> list[int]:
    """The versions of a folder, the oldest first."""
    return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())


def remove_old_versions(folder: Path, keep: int) -> list[int]:
    """Removes all but the newest `keep` versions, each from sight by one rename first. Returns: the removed ones."""
    removed = versions_in(folder)[:-keep]
    for version in removed:
        grave = Path(tempfile.mkdtemp(prefix=".removing-", dir=folder))
        with suppress(OSError):
            os.rename(folder / str(version), grave / str(version))
        shutil.rmtree(grave, ignore_errors=True)
    return removed
