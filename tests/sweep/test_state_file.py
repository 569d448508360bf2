"""`sweep.json`, and what a sweep makes of it when it goes on."""

from __future__ import annotations

import json
from pathlib import Path

from gancompile.sweep import Axis, Outcome, State, StateFile, Sweep, check, grid_sweep, outcomes_before, unfinished
from gancompile.sweep.state_file import read_outcomes


def sweep_of(spec: Path) -> Sweep:
    axes = [Axis(key="data.batch", values=("8", "16"))]
    return grid_sweep(spec, axes, seeds=2, first_seed=None, steps=None, max_parameters=10**6, out=Path("many"))


def state_of(sweep: Sweep, *outcomes: Outcome) -> StateFile:
    return StateFile(sweep=sweep, outcomes=dict(zip((run.name for run in sweep.runs), outcomes, strict=True)))


FINISHED, WAITING = Outcome(state=State.FINISHED, round=40), Outcome(state=State.WAITING)
FAILED, EARLY = Outcome(state=State.FAILED, reason="nan"), Outcome(state=State.ENDED_EARLY, round=10)


def test_outcomes_are_written_and_read(tiny: Path) -> None:
    sweep = sweep_of(tiny)
    state = state_of(sweep, FINISHED, FAILED, EARLY, WAITING)
    path = state.write()
    assert read_outcomes(path.parent) == state.outcomes
    plain = json.loads(path.read_text())
    assert (plain["axes"], plain["seeds"], plain["runs"][1]["reason"]) == (["data.batch"], [7, 8], "nan")
    path.write_text('{"runs": [')
    assert read_outcomes(path.parent) == {}


def test_a_file_is_believed_only_where_the_folders_do_not_say_it(tiny: Path) -> None:
    """A run that is said to be finished has no build, and so waits; one that has failed stays so until it is built again."""
    sweep = sweep_of(tiny)
    state_of(sweep, FINISHED, FAILED, EARLY, Outcome(state=State.RUNNING)).write()
    decisions = check(sweep).decisions
    states = [one.state for one in outcomes_before(sweep, decisions).values()]
    assert states == [State.WAITING, State.FAILED, State.WAITING, State.WAITING]
    assert list(outcomes_before(sweep, decisions, is_search=True).values())[2] == EARLY


def test_what_is_left_to_build(tiny: Path) -> None:
    sweep = sweep_of(tiny)

    def left(*outcomes: Outcome, wish: tuple[str, ...] = ()) -> list[int]:
        runs = [run for run, _ in unfinished(state_of(sweep, *outcomes), wish)]
        return [sweep.runs.index(run) for run in runs]

    assert left(FINISHED, FAILED, EARLY, WAITING) == [1, 2, 3]
    assert left(FINISHED, FINISHED, EARLY, EARLY) == []
    assert left(FINISHED, FINISHED, EARLY, EARLY, wish=("--fresh",)) == [2, 3]
