"""Mistakes in the user's data."""

from __future__ import annotations

import re


class DataError(Exception):
    """Data that cannot be read; the message is for the user and names the file."""


def as_data_error(error: Exception) -> DataError | None:
    """The DataError inside of an error of TensorFlow, None where there is none.

    Images that are decoded as they are needed (`cache: false`) fail inside of an iterator, and TensorFlow wraps the error. Labels that
    only the data know fail where a row is looked up for them.
    """
    found = re.search(r"^.*?\bDataError: (.+)$", str(error), re.MULTILINE)
    if found:
        return DataError(found[1].strip())
    row = re.search(r"indices\[[\d, ]*\] = (-?\d+) is not in \[0, (\d+)\)", str(error))
    if row:
        return DataError(
            f"the data has the label {row[1]}, but a layer of the game has rows for 0 to {int(row[2]) - 1} alone"
        )
    return None
