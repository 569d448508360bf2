"""`convert-inception`: what it writes and prints, and what it says of a wrong file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.cli import main
from gancompile.cli.verbs.convert_inception import DOWNLOADS

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no file `FILE`"),
        (
            b"<!DOCTYPE html>",
            "`FILE` cannot be converted: it is neither a graph of TensorFlow's nor a file of PyTorch's",
        ),
        (b"\x80\x02cos\nsystem\n.", "`FILE` cannot be converted: it names `os.system`, which weights have no need of"),
    ],
)
def test_a_wrong_file(content: bytes | None, message: str, tmp_path: Path, capsys: Capture) -> None:
    file, out = tmp_path / "weights.pth", tmp_path / "out.npz"
    if content is not None:
        file.write_bytes(content)
    assert main(["convert-inception", str(file), "-o", str(out)]) == 3
    printed, error = capsys.readouterr()
    assert error.startswith(f"error: {message}\n".replace("FILE", str(file)))
    assert not [url for url in DOWNLOADS if url not in error]
    assert not printed
    assert not out.exists()


def test_a_folder_is_no_file(tmp_path: Path, capsys: Capture) -> None:
    assert main(["convert-inception", str(tmp_path)]) == 3
    assert str(tmp_path) in capsys.readouterr().err


def test_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from gancompile.runtime.evaluation.features import inception_conversion

    def convert(path: Path) -> dict[str, Any]:
        return {"fc.kernel": np.zeros([2000, 2], np.float32)}

    monkeypatch.setattr(inception_conversion, "convert", convert)
    (tmp_path / "weights.pth").touch()
    out = tmp_path / "ours.npz"
    assert main(["convert-inception", str(tmp_path / "weights.pth"), "-o", str(out)]) == 0
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    assert capsys.readouterr().out == f"{out} holds 4,000 weights\nsha256 {digest}\n"
