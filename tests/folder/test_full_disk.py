"""A full disk is one error, whichever library reports it; other errors stay what they are."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gancompile.folder import FullDisk, full_disk


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "quota"),
        (OSError(errno.EFBIG, "File too large"), "ulimit"),
        (RuntimeError("/b/x.data: No space left on device [Op:SaveV2]"), "the disk is full"),
    ],
)
def test_a_full_disk_is_one_error(error: Exception, words: str) -> None:
    with pytest.raises(FullDisk, match=words) as found, full_disk("the checkpoint after round 20", Path("b")):
        raise error
    assert "the checkpoint after round 20" in str(found.value)
    assert found.value.__cause__ is error


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), ValueError("x")])
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as found, full_disk("it", Path("b")):
        raise error
    assert found.value is error
