"""Records of a training as JSON lines."""

from __future__ import annotations

from pathlib import Path

from gancompile.pages import read_records
from gancompile.runtime.report.records import RecordLog
from gancompile.runtime.training import Record


def record(round: int) -> Record:
    return Record(
        phase="main", round=round, rounds=9, seconds=1.0, rounds_per_second=2.0, seconds_left=3.0, logs={"loss": 0.5}
    )


def test_a_resumed_training_removes_later_records(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "records.jsonl"
    log = RecordLog(path, round=0)
    for round in (1, 2, 3):
        log.add(record(round))
    RecordLog(path, round=2).add(record(3))
    assert [one["round"] for one in read_records(path)] == [1, 2, 3]
    RecordLog(path, round=0)
    assert read_records(path) == []


def test_a_line_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    RecordLog(path, round=0).add(record(1))
    path.write_text(path.read_text() + '{"round": 2, "lo')
    assert [one["loss"] for one in read_records(path)] == [0.5]
    assert read_records(tmp_path / "none.jsonl") == []
