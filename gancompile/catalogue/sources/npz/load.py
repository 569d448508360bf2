"""Arrays of a `.npz` file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError

UNREADABLE = (
    OSError, ValueError, KeyError, EOFError, RuntimeError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error
)  # fmt: skip


def load(file: str, fields: Mapping[str, str] | None = None) -> ArraySource:
    """The arrays by their own names or by those of `fields`; pickles are refused. Raises DataError."""
    try:
        with np.load(file, allow_pickle=False) as found:
            arrays = {field: found[key] for field, key in (fields or {key: key for key in found.files}).items()}
    except UNREADABLE as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error
    return array_source(arrays, file)
