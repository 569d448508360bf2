"""Files of the user's, read up to a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a regular file. Raises OSError for a device or a pipe, which may have no end, and for more than `most` bytes."""
    # Without O_NONBLOCK, opening a pipe waits for its writer; Windows has no such pipes, and no such flag.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(0, f"it is larger than {most:,} bytes")
    return content
