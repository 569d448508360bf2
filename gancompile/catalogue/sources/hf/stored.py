"""The images of a column of Hugging Face's `datasets`, without decoding them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.stored_image import StoredImage


def stored_images(found: Any, column: str, name: str) -> list[StoredImage]:
    """An image for each example. found: a split. name: of the data set, for messages."""
    import datasets

    encoded = found.select_columns([column]).cast_column(column, datasets.Image(decode=False))
    return [
        StoredImage(f"{name}, example {index}", partial(_read, encoded, column, index)) for index in range(len(found))
    ]


def image_bytes(stored: Mapping[str, Any]) -> bytes:
    """The encoded image of an example that is not decoded: it stands in the set itself or in a file beside it."""
    return bytes(stored["bytes"]) if stored["bytes"] is not None else Path(stored["path"]).read_bytes()


def _read(encoded: Any, column: str, index: int) -> bytes:
    return image_bytes(encoded[index][column])
