"""Images that stand in a file of their own, or in a data set of many."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PIL import Image


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image in a data set. name: for messages. read: its encoded bytes."""

    name: str
    read: Callable[[], bytes]

    def __str__(self) -> str:
        return self.name


ImageFile: TypeAlias = "Path | StoredImage"


def open_image(file: ImageFile) -> Image.Image:
    """An image of which no more than the header is read. Raises as Pillow does."""
    return Image.open(file if isinstance(file, Path) else io.BytesIO(file.read()))
