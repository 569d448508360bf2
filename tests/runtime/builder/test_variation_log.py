"""How much samples vary, as it is kept for `doctor`."""

from __future__ import annotations

from pathlib import Path

from gancompile.pages import read_records
from gancompile.runtime.builder.variation_log import VariationLog


def test_lines_after_the_round_that_a_training_goes_on_from_are_removed(tmp_path: Path) -> None:
    log = VariationLog(tmp_path, 0)
    for round in (10, 20, 30):
        log.add(round, round / 100)
    VariationLog(tmp_path, 20).add(25, 1 / 3)
    lines = read_records(tmp_path / "logs" / "variation.jsonl")
    assert lines == [
        {"round": 10, "variation": 0.1},
        {"round": 20, "variation": 0.2},
        {"round": 25, "variation": 0.333333},
    ]


def test_a_training_that_begins_anew_keeps_none(tmp_path: Path) -> None:
    VariationLog(tmp_path, 0).add(10, 0.5)
    VariationLog(tmp_path, 0)
    assert read_records(tmp_path / "logs" / "variation.jsonl") == []
