"""Mistakes in the user's data."""

from __future__ import annotations

import re


class DataError(Exception):
    """Data that cannot be read; the message is for the user and names the file."""


def as_data_error(error: Exception) -> DataError | None:
    """The DataError inside of an error of TensorFlow, None where there is none.

    Images that are decoded as they are needed (`cache: false`) fail inside of an iterator, and TensorFlow wraps the error.
    """
    found = re.search(r"^.*?\bDataError: (.+)$", str(error), re.MULTILINE)
    return DataError(found[1].strip()) if found else None
