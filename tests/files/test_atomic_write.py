"""Atomic writes: a file is complete or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.files import write_atomically


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    for text in ("one", "two"):
        write_atomically(path, text)
        assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_names_the_file_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(OSError, match="taken") as failure:
        write_atomically(folder, "text")
    assert failure.value.filename == str(folder)
    below = folder / "file" / "deeper"
    (folder / "file").write_text("not a folder")
    with pytest.raises(OSError, match="deeper") as failure:
        write_atomically(below, "text")
    assert failure.value.filename == str(below)
    assert sorted(tmp_path.rglob("*")) == [folder, folder / "file"]
