"""The array of a `.npy` file."""

from __future__ import annotations

import zipfile
import zlib

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError

UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


def load(file: str) -> ArraySource:
    """The array as the field `x`; a pickle is refused. Raises DataError."""
    try:
        array = np.load(file, allow_pickle=False)
    except UNREADABLE as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error
    if not isinstance(array, np.ndarray):
        raise DataError(f"`{file}` holds several arrays; its source is `npz`")
    return array_source({"x": array}, file)
