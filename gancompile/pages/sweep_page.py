"""The page of a sweep: its table, and the newest samples of each combination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gancompile.pages.picture import Picture
from gancompile.pages.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepBuild:
    """A build of a row. link: to its report from the page; None before there is one."""

    seed: int
    state: str
    reason: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """A combination. settings: a text for each axis. numbers: a text for each column of numbers, and whether it is the best."""

    name: str
    settings: tuple[str, ...]
    finished: str
    numbers: tuple[tuple[str, bool], ...]
    builds: tuple[SweepBuild, ...]
    picture: Picture | None


def sweep_page(
    name: str, axes: Sequence[str], numbers: Mapping[str, str], rows: Sequence[SweepRow], notes: Sequence[str]
) -> str:
    """The page as HTML. numbers: the columns, each with `lower` or `higher` for what is better, or nothing."""
    template = Path(__file__).with_name("sweep_page.html")
    return render(template, name=name, axes=axes, numbers=numbers, rows=rows, notes=notes, plots=[])
