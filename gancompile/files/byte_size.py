"""Sizes as people write them: `2GB`, `500 MB`."""

from __future__ import annotations

import re

UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
BYTE_SIZE = rf"^[0-9]+(\.[0-9]+)? ?({'|'.join(UNITS)})$"
"""The form of a size."""


def byte_size(text: str) -> int:
    """The number of bytes. Raises ValueError for a text of another form."""
    if not re.fullmatch(BYTE_SIZE, text):
        raise ValueError(f"`{text}` is no size, such as 2GB or 500MB")
    return int(float(text[:-2]) * UNITS[text[-2:]])
