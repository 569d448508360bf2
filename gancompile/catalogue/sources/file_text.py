"""The text of a file, in whichever of the usual encodings it was saved."""

from __future__ import annotations

import codecs
from pathlib import Path

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # The mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = (
    (b"PK\x03\x04", "a workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "compressed by gzip"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
)


class NoTextError(ValueError):
    """A file that is no text; the message says what it is."""


def file_text(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 by its byte order mark, UTF-8 without one, else Windows-1252.

    Windows-1252 agrees with latin-1 on all letters; the five bytes that it leaves undefined are read as latin-1 has them. UTF-16 without
    a mark is recognized by its zero bytes. Raises NoTextError, OSError.
    """
    content = path.read_bytes()
    for start, what in BINARY:
        if content.startswith(start):
            raise NoTextError(f"it is {what}, not text")
    try:
        return content.decode(_encoding(content))
    except UnicodeDecodeError:
        if b"\0" in content:
            raise NoTextError("it holds zero bytes, which no text does") from None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _encoding(content: bytes) -> str:
    """The encoding by the byte order mark, or by the zero bytes of letters in UTF-16 without one; else UTF-8."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    start = content[:1000]
    if len(start) >= 4 and 0 in start:
        if not any(start[0::2]):
            return "utf-16-be"
        if start[1::2].count(0) > len(start) // 4:
            return "utf-16-le"
        if start[0::2].count(0) > len(start) // 4:
            return "utf-16-be"
    return "utf-8"
