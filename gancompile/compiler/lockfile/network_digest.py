"""The digest of a network in a `.keras` file."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

DATED = "metadata.json"
"""Says when the file was saved: the same network is another file each time."""


def network_digest(path: Path) -> str:
    """SHA-256 of the configuration and the weights in a `.keras` file; of all bytes where it is no such file. Raises OSError."""
    made = hashlib.sha256()
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name != DATED:
                    made.update(name.encode() + archive.read(name))
    except zipfile.BadZipFile:
        made.update(path.read_bytes())
    return made.hexdigest()
