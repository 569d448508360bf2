"""Files that have no end are refused at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gancompile.cli import main
from gancompile.compiler import compile_file
from gancompile.files import read_bounded


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_bounded(path, 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_may_have_no_end_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="no regular file"):
            read_bounded(path, 10)
    with pytest.raises(IsADirectoryError):
        read_bounded(tmp_path, 10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["pipe.yaml", "/dev/zero"])
def test_specs_bases_and_data(name: str, specs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    there = str(tmp_path / name)
    text = (specs / "gan-ring.yaml").read_text()
    (tmp_path / "extended.yaml").write_text(text.replace("gancompile: 1", f"gancompile: 1\nextends: {there}"))
    (tmp_path / "data.yaml").write_text(
        text.replace("source: {ring: {modes: 8, radius: 2, deviation: 0.02}}", f"source: {{npz: {{file: {there}}}}}")
    )
    (tmp_path / "text.yaml").write_text(
        text.replace("source: {ring: {modes: 8, radius: 2, deviation: 0.02}}", f"source: {{text: {{file: {there}}}}}")
    )
    told = [
        compile_file(Path(path))
        for path in (there, *(tmp_path / f"{one}.yaml" for one in ("extended", "data", "text")))
    ]
    assert all(one.failed for one in told)
    messages = " ".join(one.message for each in told for one in each.diagnostics)
    assert messages.count("it is no regular file") == 2
    assert messages.count("is a device or a pipe, but a file is wanted") == 2
    assert main(["check", str(tmp_path)]) == 1  # the folder's other files are looked at, too
