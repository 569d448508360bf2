"""The fingerprint of data: what has changed is reported by name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.folder import DataChange, compare_fingerprints, take_fingerprint
from gancompile.folder.fingerprint import fingerprint_as_json, fingerprint_from_json


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("a/one.png", "a/two.png", "b/three.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")
    return folder


def files(folder: Path) -> dict[str, list[str]]:
    return {"": sorted(str(path) for path in folder.rglob("*.png"))}


def change(path: Path, content: str) -> None:
    """Another content of the same size may come within the resolution of the clock."""
    path.write_text(content)
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda f: None, DataChange()),
        (lambda f: change(f / "a/one.png", "CONTENT of a/one.png"), DataChange(changed=("a/one.png",))),
        (lambda f: (f / "b/new.png").write_text("new"), DataChange(added=("b/new.png",))),
        (lambda f: (f / "a/two.png").unlink(), DataChange(removed=("a/two.png",))),
        (lambda f: (f / "a/two.png").rename(f / "b/2.png"), DataChange(renamed=(("a/two.png", "b/2.png"),))),
        (lambda f: os.utime(f / "a/two.png", ns=(5, 5)), DataChange()),
    ],
    ids=["nothing", "content", "added", "removed", "renamed", "touched"],
)
def test_what_has_changed(data: Path, edit: Callable[[Path], object], expected: DataChange) -> None:
    before = take_fingerprint(files(data))
    edit(data)
    assert compare_fingerprints(before, take_fingerprint(files(data), before)) == expected


def test_a_folder_that_moves_keeps_its_fingerprint(data: Path, tmp_path: Path) -> None:
    before = take_fingerprint(files(data))
    data.rename(tmp_path / "elsewhere")
    assert not compare_fingerprints(before, take_fingerprint(files(tmp_path / "elsewhere"), before))


def test_files_that_are_the_same_are_not_read_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = take_fingerprint(files(data))
    read: list[str] = []
    monkeypatch.setattr("gancompile.folder.fingerprint.sha256_of", lambda path: read.append(path.name) or "0")
    change(data / "a/one.png", "something else")
    take_fingerprint(files(data), before)
    assert read == ["one.png"]


def test_plain_data_gives_it_back(data: Path) -> None:
    made = take_fingerprint({**files(data), "b": []})
    assert fingerprint_from_json(fingerprint_as_json(made)) == made


def test_many_changes_are_counted_and_some_are_named() -> None:
    lines = list(DataChange(added=tuple(f"{i}.png" for i in range(7)), renamed=(("x", "y"),)).lines())
    assert lines == ["7 files added: 0.png, 1.png, 2.png, 3.png, 4.png and 2 more", "1 file renamed: x -> y"]


def test_reading_for_long_is_reported(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gancompile.folder.fingerprint.SECONDS_BETWEEN_SENTENCES", 0.0)
    sentences: list[str] = []
    take_fingerprint(files(data), report=sentences.append)
    assert sentences == [f"reading the data for their fingerprint: {n} of 3 files" for n in (1, 2, 3)]
