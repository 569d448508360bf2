"""Data sets of Hugging Face's `datasets`: images are decoded as those of a folder, numbers are held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source, narrowed
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.hf.columns import HubError, chosen_columns, open_set
from gancompile.catalogue.sources.hf.stored import stored_images
from gancompile.catalogue.sources.image_files import ImageFiles


def load(
    name: str | None = None,
    folder: str | None = None,
    config: str | None = None,
    split: str = "train",
    fields: Mapping[str, str] | None = None,
    channels: int = 3,
) -> ImageFiles | ArraySource:
    """The columns by their own names or those of `fields`; a set of the hub is downloaded on first use. Raises DataError."""
    try:
        found = open_set(name, folder, config, split)
        columns = chosen_columns(found.features, fields, channels)
    except HubError as error:
        raise DataError(str(error)) from error
    named = fields or {column: column for column in columns}
    images = {field: column for field, column in named.items() if columns[column].dtype == "uint8"}
    origin = folder or name or ""
    others = {field: _array(found, column) for field, column in named.items() if field not in images}
    if not images:
        return array_source(others, origin)
    return ImageFiles(
        paths={field: stored_images(found, column, origin) for field, column in images.items()},
        channels=dict.fromkeys(images, channels),
        others={field: narrowed(array) for field, array in others.items()},
    )


def _array(found: Any, column: str) -> NDArray[Any]:
    return np.asarray(found.select_columns([column]).with_format("numpy")[:][column])
