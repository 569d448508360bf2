"""The records of a training that a page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.pages import read_records


@pytest.mark.parametrize("bad", ['{"round": 2, "lo', "[1, 2]", '{"loss": 0.5}', '{"round": "2"}'])
def test_records_end_where_a_line_is_none(bad: str, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"round": 1}\n' + bad + '\n{"round": 3}\n')
    assert read_records(path) == [{"round": 1}]


def test_no_file_has_no_records(tmp_path: Path) -> None:
    assert read_records(tmp_path / "none.jsonl") == []
