"""Replacement of a folder by a new one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def replace_folder(new: Path, path: Path) -> None:
    """Moves a finished folder to a path; an old folder there is removed only after the new one is in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    new.rename(path)
    shutil.rmtree(old, ignore_errors=True)
