"""The pipeline: its steps fit each other, and each does its work once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from gancompile.compiler import pipeline
from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.elaborate import data as data_room
from gancompile.compiler.elaborate.formulas import parse as parse_room
from gancompile.compiler.elaborate.game import game as game_room
from gancompile.compiler.elaborate.networks import networks as network_room
from gancompile.compiler.emit import CompiledFiles
from gancompile.compiler.pipeline import IR_STEPS, STEPS, compile_file
from gancompile.compiler.plan import Plans
from gancompile.compiler.syntax import interpolation

ROOT = Path(__file__).parents[2]
PROGRESSIVE = ROOT / "specs" / "progressive-digits.yaml"


def test_each_step_takes_what_the_one_before_it_gives() -> None:
    late = {"Plans": Plans, "CompiledFiles": CompiledFiles}
    hints = [get_type_hints(step, localns=late) for step in STEPS]
    for step, before, after in zip(STEPS[1:], hints, hints[1:], strict=False):
        taken = next(hint for name, hint in after.items() if name not in {"report", "return"})
        assert taken in {before["return"], *get_args(before["return"])}, step.__name__


def test_steps_stand_in_the_rooms_of_their_order() -> None:
    rooms = [step.__module__.split(".")[2] for step in STEPS]
    order = ["spec", "elaborate", "passes", "pipeline"]
    assert [room for room in rooms if room != "lint"] == sorted((r for r in rooms if r != "lint"), key=order.index)


def counting(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, key: Callable[..., Any]) -> Counter[Any]:
    """Counts the calls of a function of a module by a key made of its arguments."""
    calls: Counter[Any] = Counter()
    function = getattr(room, name)

    def counted(*arguments: Any, **settings: Any) -> Any:
        calls[key(*arguments, **settings)] += 1
        return function(*arguments, **settings)

    monkeypatch.setattr(room, name, counted)
    return calls


def test_a_spec_in_stages_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parse_room.catalogue_formula.cache_clear()
    interpolation._parse_once.cache_clear()
    at = counting(monkeypatch, parse_room, "parse_expression", lambda node, report: (node.text, node.span))
    places = counting(monkeypatch, interpolation, "parse_expression", lambda node, report, start: (node.span, start))
    inspected = counting(monkeypatch, data_room, "inspect_source", lambda kind, arguments, base: kind)
    networks = counting(monkeypatch, network_room, "_stage", lambda stage, most, report: stage.tree.first_phase)
    games = counting(monkeypatch, game_room, "_stage", lambda stage, report: stage.tree.first_phase)
    assert len(compile_file(PROGRESSIVE).programs) == 3
    assert set(at.values()) == {1}
    assert set(places.values()) == {1}
    assert inspected == {"digits": 1}
    assert sorted(networks.values()) == [1, 1, 1]
    assert sorted(games.values()) == [1, 1, 1]


def test_a_curve_may_go_during_a_phase() -> None:
    text = (ROOT / "specs" / "gan-digits.yaml").read_text(encoding="utf-8")
    schedule = "schedule: [{steps: 10}, {steps: 30}]"
    head, _, _ = text.partition("schedule:")
    curve = "{linear: {from: 1e-3, to: 1e-4, during: DURING}}"
    overrides = [f"game.optimizer.adam.learning_rate={curve}"]
    found = pipeline.compile_text(head + schedule, overrides=[one.replace("DURING", "2") for one in overrides])
    rate = dict(found.program.game.players[0].optimizer.arguments)["learning_rate"]
    assert (rate.since_round, rate.over_rounds) == (10, 30)
    wrong = pipeline.compile_text(head + schedule, overrides=[one.replace("DURING", "3") for one in overrides])
    assert [one.code for one in wrong.diagnostics] == ["GC0602"]


@pytest.mark.parametrize("after", IR_STEPS)
def test_the_ir_can_be_seen_after_each_step(after: str) -> None:
    assert compile_file(PROGRESSIVE, after=after).ir is not None


def test_a_broken_invariant_names_the_step_and_prints_the_ir(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(programs: Any, report: Any) -> Any:
        raise InternalError("a number is missing")

    monkeypatch.setattr(pipeline, "STEPS", tuple(broken if step.__name__ == "lint" else step for step in STEPS))
    with pytest.raises(InternalError, match=r"in the step `broken`: a number is missing\n\nprogram progressive-digits"):
        compile_file(PROGRESSIVE)


def test_a_step_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no step `lnit`"):
        compile_file(PROGRESSIVE, after="lnit")
