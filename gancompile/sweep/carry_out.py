"""A sweep from its decisions to its table: what is not finished is built, and the results are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gancompile.continuation import Decision
from gancompile.continuation import Outcome as BuildOutcome
from gancompile.files import write_atomically
from gancompile.pages import SweepBuild, SweepRow, sweep_page
from gancompile.sweep.listener import Listener
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.results import Results, read_results
from gancompile.sweep.run import Run, Sweep
from gancompile.sweep.state_file import StateFile, read_outcomes
from gancompile.sweep.table import Table, make_table

Job = tuple[Run, Sequence[str]]
"""A run with the arguments of its build."""
Engine = Callable[[Sequence[Job], Listener], None]
"""Builds runs and reports them. KeyboardInterrupt stops the builds after a checkpoint, and is raised again."""
CSV = "sweep.csv"


def outcomes_before(sweep: Sweep, decisions: Mapping[str, Decision], *, is_search: bool = False) -> dict[str, Outcome]:
    """How far each run has come, by what its build would do, and by what the last sweep of the folder has seen of it.

    is_search: whether a run that a search has ended early stays as it is; a grid finishes it.
    """
    known = read_outcomes(sweep.folder)
    kept = {State.FAILED, State.ENDED_EARLY} if is_search else {State.FAILED}
    found = {}
    for run in sweep.runs:
        decision, before = decisions[run.name], known.get(run.name)
        if decision.outcome is BuildOutcome.UP_TO_DATE:
            found[run.name] = Outcome(state=State.FINISHED, round=decision.rounds)
        elif before is not None and before.state in kept:
            found[run.name] = before
        else:
            state = State.STOPPED if decision.round else State.WAITING
            found[run.name] = Outcome(state=state, round=decision.round)
    return found


def unfinished(state: StateFile, wish: Sequence[str]) -> list[Job]:
    """The runs to build, each with the arguments of its build. wish: `--fresh`, `--continue` or none.

    Where a combination has seeds that have not ended well, those that were ended early go on with them.
    """
    ended = {State.FINISHED, State.ENDED_EARLY} if not wish else {State.FINISHED}
    begun = {run.combination for run in state.sweep.runs if state.outcomes[run.name].state not in ended}
    runs = [run for run in state.sweep.runs if run.combination in begun]
    return [
        (run, state.sweep.arguments(run, wish)) for run in runs if state.outcomes[run.name].state is not State.FINISHED
    ]


def carry_out(state: StateFile, jobs: Sequence[Job], engine: Engine, listener: Listener) -> None:
    """Builds runs over an engine, and keeps their states. KeyboardInterrupt is raised again once all builds have stopped."""
    state.write()
    engine(jobs, _Keeper(state, listener))


def write_results(state: StateFile, *, by: str | None = None, is_higher_better: bool = False) -> Table:
    """Writes the table as a page and for a spreadsheet. Returns: the table.

    by: a number whose best combinations come first. The numbers of each run are put into the state, which is not written.
    """
    sweep = state.sweep
    results = {run.name: read_results(run.folder, also=by) for run in sweep.runs}
    state.results = {name: one.numbers for name, one in results.items() if one.numbers}
    table = make_table(sweep, state.outcomes, results, by=by, is_higher_better=is_higher_better)
    write_atomically(sweep.folder / CSV, table.csv())
    write_atomically(state.page, _page(state, table, results))
    return table


def _page(state: StateFile, table: Table, results: Mapping[str, Results]) -> str:
    sweep = state.sweep
    rows = [
        SweepRow(
            name=row.combination.name or sweep.title,
            settings=tuple(value for _, value in row.combination.settings),
            finished=f"{row.finished} of {row.total}",
            numbers=tuple(
                ("", False) if cell is None else (cell.text().removesuffix(" *"), cell.is_best) for cell in row.cells
            ),
            builds=tuple(_build(state, run) for run in row.runs),
            picture=next((one.newest for run in row.runs if (one := results[run.name].build) and one.newest), None),
        )
        for row in table.rows
    ]
    heads = {name: table.direction(name) for name in table.numbers}
    return sweep_page(sweep.title, table.axes, heads, rows, table.notes)


def _build(state: StateFile, run: Run) -> SweepBuild:
    report = run.folder / "report.html"
    link = os.path.relpath(report, state.sweep.folder) if report.exists() else None
    outcome = state.outcomes[run.name]
    return SweepBuild(seed=run.seed, state=outcome.state.value, reason=outcome.reason, link=link)


class _Keeper:
    """Keeps the state of each run, and hands on what is reported."""

    def __init__(self, state: StateFile, listener: Listener) -> None:
        self._state, self._listener = state, listener

    def started(self, run: Run) -> None:
        self._state.change(run.name, Outcome(state=State.RUNNING))
        self._listener.started(run)

    def progressed(self, run: Run, event: Mapping[str, Any]) -> None:
        self._listener.progressed(run, event)

    def ended(self, run: Run, outcome: Outcome) -> None:
        self._state.change(run.name, outcome)
        self._listener.ended(run, outcome)
