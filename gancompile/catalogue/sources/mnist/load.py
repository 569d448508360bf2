"""The images and labels of a folder of IDX files."""

from __future__ import annotations

from pathlib import Path

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.mnist.idx_file import IdxError, find_files, read_array


def load(folder: str, split: str = "train") -> ArraySource:
    """image [count, height, width, 1], label [count]. Raises DataError."""
    try:
        arrays = {field: read_array(path) for field, path in find_files(Path(folder), split).items()}
    except (IdxError, OSError) as error:
        raise DataError(str(error)) from error
    return array_source(arrays, folder)
