"""The records of a training as JSON lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gancompile.pages import read_records
from gancompile.runtime.trackers.kinds.jsonl import begin


def test_a_resumed_training_removes_later_records(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    path = run_from().logs / "records.jsonl"
    tracker = begin(run_from())
    for round in (1, 2, 3):
        tracker.add_record(record(round))
    begin(run_from(round=2)).add_record(record(3, {"generator_loss": 7.0}))
    assert [(one["round"], one["generator_loss"]) for one in read_records(path)] == [(1, 0.1), (2, 0.2), (3, 7.0)]
    begin(run_from())
    assert read_records(path) == []
