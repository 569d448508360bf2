"""A disk that is full, a quota that is used up, a file that may not grow: one error for all of them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would be larger than the limit of this system (`ulimit -f`)",
}
WORDS = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
}
"""How libraries that know no error numbers, such as TensorFlow, report the same."""


class FullDisk(Exception):
    """Something could not be written for want of room. The message says what, and that what was written before is kept."""


@contextmanager
def full_disk(what: str, folder: Path) -> Iterator[None]:
    """Turns the errors of a full disk into FullDisk; others pass. what: is written, such as `the checkpoint after round 20`."""
    try:
        yield
    except Exception as error:
        reason = reason_of(error)
        if reason is None:
            raise
        message = (
            f"{reason}: {what} could not be written to `{folder}`. What was written before is kept; "
            "the same command goes on when there is room"
        )
        raise FullDisk(message) from error


def reason_of(error: BaseException) -> str | None:
    """The reason in words where an error is of a full disk; None for any other."""
    number = error.errno if isinstance(error, OSError) else None
    if number not in REASONS:
        text = str(error)
        number = next((number for words, number in WORDS.items() if words in text), None)
    return REASONS.get(number) if number is not None else None
