"""The file that remembers a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.runtime.trackers.run_file import RunFile


def test_a_run_is_remembered_until_a_training_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "wandb.json"
    assert RunFile(path, round=0).read() is None
    RunFile(path, round=0).write("abc", project="p")
    assert RunFile(path, round=5).read() == "abc"
    assert RunFile(path, round=0).read() is None
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"id": 3}'])
def test_a_file_without_an_id_is_no_run(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wandb.json"
    path.write_text(text)
    assert RunFile(path, round=5).read() is None
