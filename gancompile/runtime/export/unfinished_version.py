"""The folder in which an export is put together."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unfinished_version(folder: Path) -> Iterator[Path]:
    """A temporary folder beside the versions in `folder`; what has not been published when the context ends is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def add_assets(assets: Sequence[Path], folder: Path) -> None:
    """Copies files into a folder, which is made where there are any."""
    for asset in assets:
        folder.mkdir(exist_ok=True)
        shutil.copy(asset, folder / asset.name)
