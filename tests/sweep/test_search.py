"""Searches: what they draw, and what is reported of their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.sweep import SpecOptions
from gancompile.sweep.axis import value_name
from gancompile.sweep.read_search import ReadSearch, read_search
from gancompile.sweep.search import Distribution, Search

FINE = """\
search:
  game.optimizer.adam.learning_rate: {loguniform: [1.0e-5, 1.0e-3]}
  data.batch: {choice: [32, 64]}
metric: modes
runs: 4
"""


def read(spec: Path, text: str) -> ReadSearch:
    path = Path("search.yaml")
    path.write_text(text)
    return read_search(path, SpecOptions(spec=spec, fixed=(), seed=None, steps=None, max_parameters=10**6))


def search_of(*distributions: Distribution, runs: int = 20, draw_seed: int = 0) -> Search:
    return Search(
        distributions=distributions, metric="fid", is_higher_better=False, runs=runs, seeds=1, draw_seed=draw_seed,
        rounds=100, asha=None, plain={"runs": runs},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("uniform", -1, 2.5), ("loguniform", 1.23456e-5, 1.23459e-5), ("randint", 3, 5), ("lograndint", 2, 900)],
)
def test_draws_lie_between_their_ends(kind: str, low: float, high: float) -> None:
    points = search_of(Distribution(key="a", kind=kind, values=(low, high)), runs=200).points()
    numbers = [float(value) for (value,) in points]
    assert low <= min(numbers) <= max(numbers) <= high
    if kind == "randint":
        assert sorted(numbers) == [3, 4, 5]


def test_combinations_are_all_different_and_more_runs_begin_alike() -> None:
    rate = Distribution(key="rate", kind="loguniform", values=(1e-5, 1e-3))
    batch = Distribution(key="batch", kind="choice", values=(32, [1, 2], "a b"))
    few, many = search_of(rate, batch, runs=5), search_of(rate, batch, runs=9)
    assert many.points()[:5] == few.points()
    assert len(set(many.points())) == 9
    assert few.digest() != many.digest()
    assert search_of(rate, batch, runs=5, draw_seed=1).points() != few.points()
    assert len(search_of(batch).points()) == 3
    assert all(value_name(value) for point in many.points() for value in point)


def test_a_search_that_is_fine(tiny: Path) -> None:
    found = read(tiny, FINE + "scheduler: {asha: {grace_rounds: 20}}\nseeds: 2\n")
    assert not found.diagnostics
    assert found.search is not None
    assert found.search.is_higher_better
    assert found.search.asha is not None
    assert (found.search.asha.grace_rounds, found.search.asha.reduction_factor, found.search.rounds) == (20, 3.0, 40)


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("learning_rate", "learning_rat", "GC0203", (2, 23)),
        ("[32, 64]", "[32, 0]", "GC0208", (3, 29)),
        ("[32, 64]", "[0, 32]", "GC0208", (3, 25)),
        ("[1.0e-5, 1.0e-3]", "[1.0e-3, 1.0e-5]", "GC0208", (2, 60)),
        ("[1.0e-5, 1.0e-3]", "[0, 1.0e-5]", "GC0208", (2, 52)),
        ("[1.0e-5, 1.0e-3]", "[1.0e-5]", "GC0210", (2, 51)),
        ("loguniform", "loguniforn", "GC0204", (2, 39)),
        ("data.batch", "data.batch.size", "GC0304", (3, 14)),
        ("data.batch", "seed", "GC0202", (3, 3)),
        ("metric: modes", "metric: fid", "GC1005", (4, 9)),
        ("metric: modes", "metric: generator_loss", "GC0205", (4, 9)),
        ("runs: 4", "run: 4", "GC0202", (5, 1)),
        ("runs: 4", "runs: 4\nscheduler: {asha: {grace_rounds: 50}}", "GC0208", (6, 34)),
        ("runs: 4", "runs: 0", "GC0208", (5, 7)),
        ("runs: 4", "runs: 4\nruns: 5", "GC0103", (6, 1)),
    ],
)
def test_what_is_wrong_is_reported_where_it_stands(
    old: str, new: str, code: str, place: tuple[int, int], tiny: Path
) -> None:
    assert old in FINE
    found = read(tiny, FINE.replace(old, new))
    assert found.search is None
    first = found.diagnostics[0]
    assert (first.code, first.span.source.name, (first.span.line, first.span.column)) == (code, "search.yaml", place)


def test_a_number_without_a_direction_is_given_one(tiny: Path) -> None:
    found = read(tiny, FINE.replace("metric: modes", "metric: generator_loss\nbetter: lower"))
    assert found.search is not None
    assert not found.search.is_higher_better


def test_a_scheduler_needs_a_metric_on_the_way(tiny: Path) -> None:
    tiny.write_text(tiny.read_text().replace("every: {rounds: 20}, share: 1, ", ""))
    assert read(tiny, FINE).search is not None
    (one,) = read(tiny, FINE + "scheduler: asha\n").diagnostics
    assert (one.code, "measured at the end alone" in one.message) == ("GC1005", True)


@pytest.mark.parametrize(("text", "code"), [("", "GC0108"), ("- a\n", "GC0202"), ("{}\n", "GC0205")])
def test_a_file_that_is_no_search(text: str, code: str, tiny: Path) -> None:
    assert read(tiny, text).diagnostics[0].code == code


def test_a_file_that_is_not_there(tiny: Path) -> None:
    options = SpecOptions(spec=tiny, fixed=(), seed=None, steps=None, max_parameters=10**6)
    assert read_search(Path("none.yaml"), options).diagnostics[0].code == "GC0100"
