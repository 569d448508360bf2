"""Early stopping: a phase ends when a logged number crosses a bound or no longer improves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from gancompile.compiler import compile_text
from gancompile.spec import Spec


def test_a_phase_ends_before_its_time_and_the_next_begins(tiny: Callable[..., str], tmp_path: Path) -> None:
    phases = "schedule: [{phase: a, steps: 500, until: {metric: generator_loss, above: 0}}, {phase: b, steps: 20}]"
    text = tiny().replace("schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]", phases)
    game = Spec(compile_text(text)).build(tmp_path)
    records = [json.loads(line) for line in (tmp_path / "logs" / "records.jsonl").read_text().splitlines()]
    played = [record["round"] for record in records if record["phase"] == "a"]
    assert max(played) < 500
    assert [record["round"] for record in records if record["phase"] == "b"][-1] == 520
    assert int(game.round) == 520
