"""The lock of a build's folder: one process at a time is at work in it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FILE = ".lock"
HELD = {errno.EWOULDBLOCK, errno.EACCES}


class FolderInUse(Exception):
    """Another build is at work in the folder. process: its number, where it is known."""

    def __init__(self, folder: Path, process: int | None, since: str | None) -> None:
        who = "another process" if process is None else f"another build (process {process})"
        when = f", since {since}" if since else ""
        super().__init__(f"{who} is at work in `{folder}`{when}; wait for it, or stop it")
        self.process = process


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Holds the lock of a folder, which is made where it is missing. Raises FolderInUse.

    The lock is the kernel's: it ends with the process that holds it, however that ends, so a killed build leaves none behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a+", encoding="utf-8") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in HELD:
                    raise _in_use(folder) from None
                # A file system without locks, such as some of a network: the build goes on without one.
        with contextlib.suppress(OSError):  # a full disk keeps nobody from reading the folder
            file.truncate(0)
            file.write(json.dumps({"process": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}) + "\n")
            file.flush()
        yield


def _in_use(folder: Path) -> FolderInUse:
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return FolderInUse(folder, int(values["process"]), str(values["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return FolderInUse(folder, None, None)
