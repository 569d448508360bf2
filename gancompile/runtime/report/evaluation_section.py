"""What the report says of evaluations."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.pages import number_text
from gancompile.runtime.evaluation import Result, read_results
from gancompile.runtime.evaluation.evaluator import FOLDER, NEIGHBOURS
from gancompile.runtime.evaluation.result import argument_lines, problem_lines
from gancompile.runtime.evaluation.spread_text import spread_text

LISTED = 20
"""Results that the page lists, the newest first; the curves have all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number of a result, as texts."""

    name: str
    value: str
    spread: str
    better: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedResult:
    """A result as the page shows it. lines: of its protocol."""

    round: int
    protocol: str
    measured: str
    rows: tuple[NumberRow, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSection:
    """results: the newest first. protocols: how many there are. neighbours: a picture as a data URI, empty where there is none."""

    results: tuple[ListedResult, ...]
    protocols: int
    neighbours: str


def evaluation_section(folder: Path) -> EvaluationSection | None:
    """The results of a build; None where there are none."""
    results = read_results(folder)
    if not results:
        return None
    newest = sorted(results, key=lambda one: one.measured, reverse=True)[:LISTED]
    return EvaluationSection(
        results=tuple(map(_listed, newest)),
        protocols=len({one.protocol.sha256 for one in results}),
        neighbours=_data_uri(folder / FOLDER / NEIGHBOURS),
    )


def _listed(result: Result) -> ListedResult:
    return ListedResult(
        round=result.round,
        protocol=result.protocol.short,
        measured=result.measured,
        rows=tuple(_rows(result)),
        lines=(*result.protocol.lines(), *argument_lines(result), *result.remarks, *problem_lines(result)),
    )


def _rows(result: Result) -> Iterator[NumberRow]:
    known = metric_numbers()
    for name, one in result.numbers.items():
        row = known.get(name)
        yield NumberRow(
            name=name,
            value=number_text(one.mean),
            spread=spread_text(one),
            better=(row.better or "") if row else "",
            help=row.help if row else "",
        )


def _data_uri(path: Path) -> str:
    try:
        return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
    except OSError:
        return ""
