"""Versions that are published while somebody polls: always a whole one, and never another of the same number."""

from __future__ import annotations

import threading
from pathlib import Path

from gancompile.files import publish_version, remove_old_versions, versions_in


def made(folder: Path, text: str) -> Path:
    new = folder / f".new-{text}"
    (new / "variables").mkdir(parents=True)
    (new / "saved_model.pb").write_text(text)
    (new / "variables" / "data").write_text(text)
    return new


def test_three_hundred_publications_leave_no_gap(tmp_path: Path) -> None:
    publish_version(made(tmp_path, "1"), tmp_path, 1)
    gaps: list[str] = []
    looks = 0
    stop = threading.Event()

    def poll() -> None:
        nonlocal looks
        while not stop.is_set():
            found = versions_in(tmp_path)
            looks += 1
            if not found:
                gaps.append("no version")
                continue
            newest = tmp_path / str(found[-1])
            try:
                if (newest / "saved_model.pb").read_text() != (newest / "variables" / "data").read_text():
                    gaps.append(f"version {newest.name} is not whole")
            except FileNotFoundError:
                # One that was the newest when its folder was listed may be an old one by now, and removed.
                if int(newest.name) in versions_in(tmp_path)[-3:]:
                    gaps.append(f"version {newest.name} lacks a file")

    thread = threading.Thread(target=poll)
    thread.start()
    for number in range(2, 302):
        assert publish_version(made(tmp_path, str(number)), tmp_path, number).name == str(number)
        remove_old_versions(tmp_path, 5)
    stop.set()
    thread.join()
    assert not gaps
    assert looks > 20
    assert versions_in(tmp_path) == [297, 298, 299, 300, 301]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["297", "298", "299", "300", "301"]


def test_a_version_that_is_there_is_never_touched(tmp_path: Path) -> None:
    publish_version(made(tmp_path, "first"), tmp_path, 1)
    assert publish_version(made(tmp_path, "second"), tmp_path, 1) == tmp_path / "2"
    assert (tmp_path / "1" / "saved_model.pb").read_text() == "first"
