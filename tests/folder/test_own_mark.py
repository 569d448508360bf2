"""The mark of a folder that this user has made: what comes from elsewhere is noted once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gancompile.cli.origin_note import note_origin
from gancompile.folder import own_mark
from gancompile.folder.own_mark import has_own_mark, write_own_mark

Capture = pytest.CaptureFixture[str]


def test_a_folder_from_elsewhere_is_noted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    note_origin(tmp_path, "its `model.py`")
    assert not list(tmp_path.iterdir()), "it is no build"
    write_own_mark(tmp_path / "build")
    (tmp_path / "build" / "program.json").touch()
    note_origin(tmp_path / "build", "its `model.py`")
    assert capsys.readouterr().err == ""
    (tmp_path / "machine").write_text("another")
    monkeypatch.setattr(own_mark, "MACHINE", tmp_path / "machine")
    for count in (1, 0):
        note_origin(tmp_path / "build", "its `model.py`")
        assert capsys.readouterr().err.count("was not built by you on this machine, and its `model.py` runs") == count


def test_an_export_is_of_its_build_and_alone_of_nobody(tmp_path: Path) -> None:
    export = tmp_path / "build" / "saved_model" / "1"
    export.mkdir(parents=True)
    (export / "saved_model.pb").touch()
    assert not has_own_mark(export)
    write_own_mark(tmp_path / "build")
    assert has_own_mark(export)
    assert has_own_mark(export.parent)
    assert not has_own_mark(Path(shutil.copytree(export, tmp_path / "a" / "b" / "1")))


def test_a_folder_that_cannot_be_written_to_is_noted_each_time(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / own_mark.FILE).mkdir()
    (tmp_path / "saved_model").mkdir()
    for _ in range(2):
        note_origin(tmp_path, "its SavedModel")
        assert "runs with your rights" in capsys.readouterr().err
    note_origin(tmp_path / "missing", "its SavedModel")
    assert capsys.readouterr().err == ""
