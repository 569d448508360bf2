"""Early stopping: a phase ends when a logged number crosses a bound or no longer improves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from gancompile.compiler import compile_text
from gancompile.runtime.program import Until
from gancompile.runtime.training.early_stopping import EarlyStopping
from gancompile.spec import Spec


def test_a_phase_ends_before_its_time_and_the_next_begins(tiny: Callable[..., str], tmp_path: Path) -> None:
    phases = "schedule: [{phase: a, steps: 500, until: {metric: generator_loss, above: 0}}, {phase: b, steps: 20}]"
    text = tiny().replace("schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", phases)
    game = Spec(compile_text(text)).build(tmp_path)
    records = [json.loads(line) for line in (tmp_path / "logs" / "records.jsonl").read_text().splitlines()]
    played = [record["round"] for record in records if record["phase"] == "a"]
    assert max(played) < 500
    assert [record["round"] for record in records if record["phase"] == "b"][-1] == 520
    assert game.rounds_played == 520


def logged(stopping: EarlyStopping, *values: float) -> list[str | None]:
    return [stopping.reason({"loss": value}) for value in values]


def test_a_bound_is_crossed() -> None:
    below = EarlyStopping(Until(metric="loss", below=0.5, above=None, patience=None), {})
    assert logged(below, 2.0, 0.5, 0.25) == [None, None, "`loss` is 0.25, below 0.5"]
    above = EarlyStopping(Until(metric="loss", below=None, above=0.5, patience=None), {})
    assert logged(above, 0.25, 0.5, 2.0) == [None, None, "`loss` is 2, above 0.5"]
    assert above.reason({"other": 3.0}) is None


def test_patience_is_counted_from_the_last_improvement_and_kept_in_the_notes() -> None:
    until = Until(metric="loss", below=None, above=None, patience=2)
    notes: dict[str, float] = {}
    assert logged(EarlyStopping(until, notes), 3.0, 4.0, 2.0, 2.0) == [None] * 4
    (reason,) = logged(EarlyStopping(until, json.loads(json.dumps(notes))), 2.5)
    assert reason == "`loss` has not fallen below 2 in 2 records"


def test_no_condition_never_stops() -> None:
    assert logged(EarlyStopping(None, {}), 1.0, float("inf")) == [None, None]
