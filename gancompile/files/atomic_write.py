"""Files written so that a reader sees the old or the new one, whole, whatever happens in between."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes to a temporary file beside the path, forces it to the disk, and renames it. Raises OSError with the path's own name."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise type(error)(error.errno, error.strerror, str(path)) from None


def write_json(path: Path, value: Any) -> None:
    """Writes a JSON file atomically."""
    write_atomically(path, json.dumps(value, indent=2) + "\n")


def replace_folder(new: Path, path: Path) -> None:
    """Puts a finished folder in the place of another; the old one is gone only after the new one stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    new.rename(path)
    shutil.rmtree(old, ignore_errors=True)
