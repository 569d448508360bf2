"""The form of records in files."""

from __future__ import annotations

import json
import math
from pathlib import Path

from gancompile.pages import read_records
from gancompile.runtime.report.records import as_json, as_row
from gancompile.runtime.training import Record


def record(**logs: float) -> Record:
    return Record(
        phase="main", round=1, rounds=9, seconds=1.0, rounds_per_second=2.0, seconds_left=3.0, logs=logs
    )  # fmt: skip


def test_numbers_have_six_digits() -> None:
    assert as_json(record(loss=1 / 3))["loss"] == 0.333333


def test_numbers_that_are_not_finite_are_left_out_of_json_alone() -> None:
    made = record(loss=0.5, norm=math.nan, other=math.inf)
    assert json.loads(json.dumps(as_json(made), allow_nan=False))["loss"] == 0.5
    assert not {"norm", "other"} & as_json(made).keys()
    assert math.isnan(as_row(made)["norm"])
    assert as_row(made)["other"] == math.inf


def test_a_line_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"round": 1, "loss": 0.5}\n{"round": 2, "lo')
    assert [one["loss"] for one in read_records(path)] == [0.5]
    assert read_records(tmp_path / "none.jsonl") == []
