"""Replacement of a folder by a new one."""

from __future__ import annotations

from pathlib import Path

from gancompile.files import replace_folder


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "model"
    for text in ("one", "two"):
        new = tmp_path / "new"
        new.mkdir()
        (new / f"{text}.txt").write_text(text)
        replace_folder(new, path)
        assert [one.name for one in path.iterdir()] == [f"{text}.txt"]
    assert list(path.parent.iterdir()) == [path]
    assert not (tmp_path / "new").exists()
