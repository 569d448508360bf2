"""`gancompile pack`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from gancompile.cli import main
from gancompile.shards import read_index


@pytest.fixture
def faces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faces").mkdir()
    for number in range(5):
        Image.new("RGB", (6, 4), (number, 0, 0)).save(tmp_path / "faces" / f"{number}.png")
    return tmp_path / "faces"


def test_a_folder_is_packed_once(faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["pack", "faces", "-o", "shards", "--index", "copy.json"]
    assert main(command) == 0
    assert capsys.readouterr().out == "packed 5 images in 1 shard of 0.0 MB: shards\n"
    assert (tmp_path / "copy.json").read_bytes() == (tmp_path / "shards" / "index.json").read_bytes()
    assert main(command) == 0
    assert capsys.readouterr().out == "nothing has changed: 5 images in 1 shard of 0.0 MB: shards\n"
    (faces / "0.png").unlink()
    assert main(command) == 3
    assert capsys.readouterr().err.startswith("error: since they were packed, 1 image has been removed (0.png)")
    assert main([*command, "--update"]) == 0
    assert read_index((tmp_path / "copy.json").read_bytes()).count == 4


def test_what_is_left_out_is_named(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (faces / "x.png").write_text("no picture")
    assert main(["pack", "faces", "-o", "shards", "--resize", "3x2"]) == 3
    assert "of 6 images that were opened, 1 cannot be read: `x.png`" in capsys.readouterr().err
    assert main(["pack", "faces", "-o", "shards", "--resize", "3x2", "--on-bad", "skip"]) == 0
    assert "left out: x.png (its format is not known)" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--resize", "3"], ["--resize", "0x4"], ["--format", "gif"], ["--per-shard", "0"]])
def test_wrong_usage(wrong: list[str], faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["pack", str(faces), "-o", "shards", *wrong])
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_it_needs_no_tensorflow(faces: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from gancompile.cli import main\n"
        f"assert main(['pack', {str(faces)!r}, '-o', {str(tmp_path / 'shards')!r}]) == 0\n"
        "assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
