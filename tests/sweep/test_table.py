"""The table: means, spread, the best of each column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from gancompile.sweep import Axis, Outcome, State, Sweep, Table
from gancompile.sweep.results import Results
from gancompile.sweep.run import grid
from gancompile.sweep.table import make_table

FINISHED = Outcome(state=State.FINISHED)


def made(
    numbers: dict[str, dict[str, float]], states: dict[str, Outcome] | None = None, protocols: dict[str, str] | None = None,
    by: str | None = None,
) -> Table:  # fmt: skip
    """The table of a sweep of two values and two seeds."""
    axes = [Axis(key="game.rate", values=("1", "2"))]
    sweep = Sweep(
        spec=Path("x.yaml"), folder=Path("x"), title="x", keys=("game.rate",), combinations=grid(axes), seeds=(0, 1),
        max_parameters=10,
    )  # fmt: skip
    outcomes = {run.name: (states or {}).get(run.name, FINISHED) for run in sweep.runs}
    results = {
        run.name: Results(numbers=numbers.get(run.name, {}), protocol=(protocols or {}).get(run.name, ""))
        for run in sweep.runs
    }
    return make_table(sweep, outcomes, results, by=by)


FIDS = {
    "rate=1/seed-0": {"fid": 1.0, "recall": 0.5, "density": 1.0},
    "rate=1/seed-1": {"fid": 3.0, "recall": 0.7, "density": 1.0},
    "rate=2/seed-0": {"fid": 5.0, "recall": 0.9, "density": 2.0},
    "rate=2/seed-1": {"fid": 5.0, "recall": 0.9, "density": 2.0},
}


def test_means_and_standard_deviations_over_the_seeds() -> None:
    assert list(made(FIDS).lines()) == [
        "rate  finished  fid             recall         density",
        "1     2 of 2    2.0000 ± 1.4 *  0.6000 ± 0.14  1.0000 ± 0",
        "2     2 of 2    5.0000 ± 0      0.9000 ± 0 *   2.0000 ± 0",
        "± is the standard deviation over the seeds",
        "* is the best of its column",
    ]


def test_what_has_not_finished_counts_for_nothing() -> None:
    failed = Outcome(state=State.FAILED, reason="it blew up")
    table = made(FIDS, {"rate=1/seed-1": failed, "rate=2/seed-0": Outcome(state=State.STOPPED)})
    assert [row.finished for row in table.rows] == [1, 1]
    cell = table.rows[0].cells[0]
    assert cell is not None
    assert (cell.text(), cell.count) == ("1.0000 *", 1)
    assert "failed: rate=1/seed-1: it blew up" in table.notes


def test_equal_means_have_no_best() -> None:
    table = made({name: {"fid": 2.0} for name in FIDS})
    assert not any("*" in line for line in table.lines())


def test_other_protocols_are_noted() -> None:
    assert not any("protocols" in note for note in made(FIDS, protocols=dict.fromkeys(FIDS, "a")).notes)
    assert any("protocols" in note for note in made(FIDS, protocols={"rate=1/seed-0": "a", "rate=2/seed-0": "b"}).notes)


def test_the_best_rows_come_first_where_that_is_asked_for() -> None:
    turned = {name: {"fid": -numbers["fid"]} for name, numbers in FIDS.items()}
    assert [row.combination.name for row in made(turned, by="fid").rows] == ["rate=2", "rate=1"]
    assert [row.combination.name for row in made(FIDS, by="other").rows] == ["rate=1", "rate=2"]


def test_for_a_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(made({"rate=1/seed-0": {"fid": 1.5}}).csv())))
    assert rows[0]["fid_mean"] == "1.5"
    assert (rows[0]["fid_deviation"], rows[0]["fid_seeds"], rows[1]["fid_mean"]) == ("", "1", "")
    assert made(FIDS).as_json()["rows"][0]["numbers"]["fid"]["best"] is True
