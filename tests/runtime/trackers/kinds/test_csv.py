"""The records of a training as a table."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gancompile.runtime.trackers.kinds.csv import begin

HEAD = "phase,round,rounds,seconds,rounds_per_second"


def rows(run: Any) -> list[dict[str, str]]:
    with Path(run.logs / "records.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_columns_stay_where_a_later_phase_logs_other_numbers(
    run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    tracker = begin(run_from())
    for round, logs in ((1, {"a": 1.0, "b": 2.0}), (2, {"c": 3.0, "a": 4.0}), (3, {"b": 5.0})):
        tracker.add_record(record(round, logs))
    text = (run_from().logs / "records.csv").read_text()
    assert text.splitlines() == [
        f"{HEAD},a,b,c",
        "main,1,9,1.0,2.0,1.0,2.0,",
        "main,2,9,1.0,2.0,4.0,,3.0",
        "main,3,9,1.0,2.0,,5.0,",
    ]


def test_a_resumed_training_removes_later_rows_and_one_that_is_cut_off(
    run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    tracker = begin(run_from())
    for round in (1, 2, 3):
        tracker.add_record(record(round))
    path = run_from().logs / "records.csv"
    path.write_text(path.read_text() + "main,2,9,1.0")
    begin(run_from(round=2)).add_record(record(3, {"generator_loss": 7.0, "r1": 1.0}))
    assert [(one["round"], one["generator_loss"], one["r1"]) for one in rows(run_from())] == [
        ("1", "0.1", ""), ("2", "0.2", ""), ("3", "7.0", "1.0"),
    ]  # fmt: skip
    begin(run_from())
    assert path.read_text() == ""


def test_names_with_commas_and_numbers_that_are_not_finite(
    run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    tracker = begin(run_from())
    for round in (1, 2):
        tracker.add_record(record(round, {"D(x, y)": math.nan, "norm": -math.inf}))
    assert [(one["D(x, y)"], one["norm"]) for one in rows(run_from())] == [("nan", "-inf")] * 2
