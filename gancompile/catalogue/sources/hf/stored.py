"""The images of a column of Hugging Face's `datasets`, without decoding them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.stored_image import StoredImage


def stored_images(found: Any, column: str, name: str) -> list[StoredImage]:
    """An image for each example. found: a split. name: of the data set, for messages."""
    import datasets

    encoded = found.select_columns([column]).cast_column(column, datasets.Image(decode=False))
    return [
        StoredImage(f"{name}, example {index}", partial(_bytes, encoded, column, index)) for index in range(len(found))
    ]


def _bytes(encoded: Any, column: str, index: int) -> bytes:
    """The encoded image of an example, which stands in the set itself or in a file beside it."""
    one = encoded[index][column]
    return bytes(one["bytes"]) if one["bytes"] is not None else Path(one["path"]).read_bytes()
