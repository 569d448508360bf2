"""The mark of a folder that was made, or accepted, by this user on this machine: a reminder, and no protection.

A folder that came from elsewhere lacks it, or has that of another machine. What is loaded from such a folder is a program of its maker's.
"""

from __future__ import annotations

import hashlib
import os
import platform
from contextlib import suppress
from pathlib import Path

from gancompile.files import write_atomically

FILE = ".made-here"
MACHINE = Path("/etc/machine-id")


def has_own_mark(folder: Path) -> bool:
    """Whether a build's folder, or that of one of its exports, has the mark of this user on this machine."""
    return any(_read(one / FILE) == _mark() for one in (folder, _build_of(folder)))


def write_own_mark(folder: Path) -> None:
    """Writes the mark, where the folder can be written to."""
    with suppress(OSError):
        write_atomically(folder / FILE, f"{_mark()}\n")


def _build_of(folder: Path) -> Path:
    """The build of an export, `BUILD/saved_model/1`; other folders as they are."""
    path = folder.absolute()
    path = path.parent if path.name.isdigit() else path
    return path.parent if path.name == "saved_model" else path


def _mark() -> str:
    """A digest of the machine and the user: neither of them can be read from it."""
    machine = _read(MACHINE) or platform.node()
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return hashlib.sha256(f"gancompile\n{machine}\n{user}".encode()).hexdigest()[:32]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
