"""Plots of logged numbers over the rounds: which numbers share a plot, and their values as columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Record = Mapping[str, Any]
NOT_PLOTTED = frozenset({"phase", "round", "rounds", "seconds", "rounds_per_second"})
LOSS = "_loss"
ALIKE = {"Gradient norms": "_gradient_norm", "Weight norms": "_weight_norm", "Learning rates": "_learning_rate"}
"""Numbers that share a plot, by their ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Curves in one frame.

    names, colors: of the curves; a color is a number. columns: the rounds, then the values of each curve, None where it has none.
    """

    title: str
    names: tuple[str, ...]
    colors: tuple[int, ...]
    columns: tuple[tuple[float | None, ...], ...]


def plots_of_one(records: Sequence[Record]) -> list[Plot]:
    """The plots of one training: losses, each loss by term, scores, norms, rates, and every other number by itself."""
    return [
        Plot(
            title=title,
            names=names,
            colors=tuple(range(len(names))),
            columns=_columns([(records, name) for name in names]),
        )
        for title, names in _groups(_numbers(records)).items()
    ]


def plots_of_several(runs: Mapping[str, Sequence[Record]]) -> list[Plot]:
    """A plot for each number, with a curve for each training that has it; numbers that more of them have come first."""
    by_run = {run: _numbers(records) for run, records in runs.items()}
    numbers = dict.fromkeys(name for names in by_run.values() for name in names)
    plots = []
    for number in dict.fromkeys(name for names in _groups(list(numbers)).values() for name in names):
        having = tuple(run for run, names in by_run.items() if number in names)
        colors = tuple(list(runs).index(run) for run in having)
        columns = _columns([(runs[run], number) for run in having])
        plots.append(Plot(title=number, names=having, colors=colors, columns=columns))
    return sorted(plots, key=lambda plot: -len(plot.names))


def _numbers(records: Sequence[Record]) -> list[str]:
    """The names of all numbers in the order in which they appear; phases may log different ones."""
    names = dict.fromkeys(name for record in records for name in record if name not in NOT_PLOTTED)
    return [name for name in names if any(_finite(record.get(name)) is not None for record in records)]


def _groups(numbers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The numbers of each plot, by its title."""
    losses = [name for name in numbers if name.endswith(LOSS)]
    alike = {title: [name for name in numbers if name.endswith(ending)] for title, ending in ALIKE.items()}
    scores = [name for name in numbers if "(" in name]
    grouped = {*losses, *scores, *(name for names in alike.values() for name in names)}
    rest = [name for name in numbers if name not in grouped]
    groups = {"Losses": losses}
    for player, terms in _terms([name.removesuffix(LOSS) for name in losses], rest).items():
        groups[f"Loss of {player}, by term"] = [f"{player}{LOSS}", *terms]
        rest = [name for name in rest if name not in terms]
    groups |= {"Scores": scores, **alike, **{name: [name] for name in rest}}
    return {title: tuple(names) for title, names in groups.items() if names}


def _terms(players: Sequence[str], numbers: Sequence[str]) -> dict[str, list[str]]:
    """The logged terms of each player's loss, which begin with the player's name."""
    terms: dict[str, list[str]] = {}
    for name in numbers:
        owners = [player for player in players if name.startswith(f"{player}_")]
        if owners:
            terms.setdefault(max(owners, key=len), []).append(name)
    return terms


def _columns(curves: Sequence[tuple[Sequence[Record], str]]) -> tuple[tuple[float | None, ...], ...]:
    """The rounds of all curves, sorted, and the values of each curve at them."""
    points = [{record["round"]: _finite(record.get(name)) for record in records} for records, name in curves]
    rounds = sorted({round for curve in points for round in curve})
    return (tuple(rounds), *(tuple(curve.get(round) for round in rounds) for curve in points))


def _finite(value: Any) -> float | None:
    """A number that can be drawn."""
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def as_data(plots: Iterable[Plot]) -> list[dict[str, Any]]:
    """Plots as plain data for the page."""
    return [asdict(plot) for plot in plots]
