"""The table of a sweep: a row for each combination, with the mean and the spread of its numbers over the seeds."""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.pages import deviation_text, number_text
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.results import Results
from gancompile.sweep.run import Combination, Run, Sweep

SPREAD = "± is the standard deviation over the seeds"
BEST = "* is the best of its column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of a combination. deviation: over the seeds, NaN for one. count: of the seeds that have it."""

    mean: float
    deviation: float
    count: int
    is_best: bool = False

    def text(self) -> str:
        """The mean, the deviation, and a star for the best."""
        parts = (number_text(self.mean), deviation_text(self.mean, self.deviation), "*" if self.is_best else "")
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A combination. finished, total: of its runs. cells: for each number of the table, None where no finished run has it."""

    combination: Combination
    runs: tuple[Run, ...]
    finished: int
    cells: tuple[Cell | None, ...]

    @property
    def total(self) -> int:
        """How many runs there are, whatever has come of them."""
        return len(self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """axes: short names. numbers: the columns behind them. notes: sentences below the table."""

    axes: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def direction(self, number: str) -> str:
        """`lower` or `higher`, whichever is better; empty for a number without a direction."""
        row = metric_numbers().get(number)
        return (row.better if row else None) or ""

    def lines(self) -> Iterator[str]:
        """The table as text, a line each."""
        heads = [*self.axes, "finished", *self.numbers]
        cells = [_texts(row) for row in self.rows]
        widths = [max(len(line[column]) for line in (heads, *cells)) for column in range(len(heads))]
        for line in (heads, *cells):
            yield "  ".join(f"{text:<{width}}" for text, width in zip(line, widths, strict=True)).rstrip()
        yield from self.notes
        if any(cell is not None and cell.is_best for row in self.rows for cell in row.cells):
            yield BEST

    def csv(self) -> str:
        """The table for a spreadsheet: of each number its mean, deviation and count."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        parts = ("mean", "deviation", "seeds")
        writer.writerow(
            [*self.axes, "finished", "runs", *(f"{name}_{part}" for name in self.numbers for part in parts)]
        )
        for row in self.rows:
            values = [value for cell in row.cells for value in _values(cell)]
            writer.writerow([*(value for _, value in row.combination.settings), row.finished, row.total, *values])
        return file.getvalue()

    def as_json(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "axes": list(self.axes),
            "rows": [
                {
                    "settings": dict(row.combination.settings),
                    "finished": row.finished,
                    "runs": row.total,
                    "numbers": {
                        name: {"mean": cell.mean, "deviation": None if math.isnan(cell.deviation) else cell.deviation,
                               "seeds": cell.count, "best": cell.is_best}
                        for name, cell in zip(self.numbers, row.cells, strict=True) if cell is not None
                    },
                }
                for row in self.rows
            ],
            "notes": list(self.notes),
        }  # fmt: skip


def make_table(
    sweep: Sweep, outcomes: Mapping[str, Outcome], results: Mapping[str, Results], *,
    by: str | None = None, is_higher_better: bool = False,
) -> Table:  # fmt: skip
    """The table of a sweep. results: by the run's name. by: a number whose best combinations come first."""
    finished = [run for run in sweep.runs if outcomes[run.name].state is State.FINISHED]
    numbers = tuple(dict.fromkeys(name for run in finished for name in results[run.name].numbers))
    rows = tuple(_row(sweep, one, outcomes, results, numbers) for one in sweep.combinations)
    notes = tuple(_notes(sweep, outcomes, [results[run.name].protocol for run in finished]))
    table = Table(axes=sweep.names, numbers=numbers, rows=rows, notes=notes)
    marked = _marked(table)
    return marked if by is None else _sorted(marked, by, -1.0 if is_higher_better else 1.0)


def _row(
    sweep: Sweep, combination: Combination, outcomes: Mapping[str, Outcome], results: Mapping[str, Results],
    numbers: Sequence[str],
) -> Row:  # fmt: skip
    runs = tuple(run for run in sweep.runs if run.combination == combination)
    finished = [run for run in runs if outcomes[run.name].state is State.FINISHED]
    of_runs = [results[run.name].numbers for run in finished]
    cells = (_cell([one[name] for one in of_runs if name in one]) for name in numbers)
    return Row(combination=combination, runs=runs, finished=len(finished), cells=tuple(cells))


def _cell(values: Sequence[float]) -> Cell | None:
    if not values:
        return None
    deviation = statistics.stdev(values) if len(values) > 1 else math.nan
    return Cell(mean=statistics.fmean(values), deviation=deviation, count=len(values))


def _marked(table: Table) -> Table:
    """The table with the best of each number that has a direction, where there is anything to compare."""
    rows = list(table.rows)
    for column, name in enumerate(table.numbers):
        means = [(cell.mean, index) for index, row in enumerate(rows) if (cell := row.cells[column]) is not None]
        direction = table.direction(name)
        if not direction or len({mean for mean, _ in means}) < 2:
            continue
        best = (min if direction == "lower" else max)(mean for mean, _ in means)
        for mean, index in means:
            cell = rows[index].cells[column]
            if mean == best and cell is not None:
                cells = (*rows[index].cells[:column], replace(cell, is_best=True), *rows[index].cells[column + 1 :])
                rows[index] = replace(rows[index], cells=cells)
    return replace(table, rows=tuple(rows))


def _sorted(table: Table, by: str, sign: float) -> Table:
    """The table with the best rows first; rows that lack the number come last. sign: 1 where lower is better."""
    if by not in table.numbers:
        return table
    column = table.numbers.index(by)

    def cost(row: Row) -> float:
        cell = row.cells[column]
        return math.inf if cell is None else sign * cell.mean

    return replace(table, rows=tuple(sorted(table.rows, key=cost)))


def _notes(sweep: Sweep, outcomes: Mapping[str, Outcome], protocols: Sequence[str]) -> Iterator[str]:
    if len(sweep.seeds) > 1:
        yield SPREAD
    if len({one for one in protocols if one}) > 1:
        yield "the metrics of these builds were measured by different protocols, and do not compare"
    early = sum(outcomes[run.name].state is State.ENDED_EARLY for run in sweep.runs)
    if early:
        yield f"{early} of {len(sweep.runs)} runs were ended early, because others did better"
    for run in sweep.runs:
        outcome = outcomes[run.name]
        if outcome.state is State.FAILED:
            yield f"failed: {run.name}: {outcome.reason}"


def _texts(row: Row) -> list[str]:
    cells = ("" if cell is None else cell.text() for cell in row.cells)
    values = (value for _, value in row.combination.settings)
    return [*values, f"{row.finished} of {row.total}", *cells]


def _values(cell: Cell | None) -> tuple[float | str, ...]:
    if cell is None:
        return ("", "", 0)
    return (cell.mean, "" if math.isnan(cell.deviation) else cell.deviation, cell.count)
