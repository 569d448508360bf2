"""The sweep of a search: its combinations are drawn before anything is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gancompile.compiler import Diagnostic
from gancompile.sweep.read_search import SpecOptions, read_search
from gancompile.sweep.run import Sweep, combinations
from gancompile.sweep.search import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSweep:
    """diagnostics: of the search's file and of the spec with its values. search, sweep: None where one of them is an error."""

    diagnostics: Sequence[Diagnostic]
    search: Search | None = None
    sweep: Sweep | None = None


def search_sweep(file: Path, options: SpecOptions, *, out: Path | None) -> SearchSweep:
    """The sweep of a search's file. out: its folder; `build/NAME-sweep` where None."""
    read = read_search(file, options)
    if read.search is None or read.program is None:
        return SearchSweep(diagnostics=read.diagnostics)
    search, program = read.search, read.program
    keys = tuple(one.key for one in search.distributions)
    first = program.seed
    sweep = Sweep(
        spec=options.spec, folder=out or Path("build") / f"{program.name}-sweep", title=program.name, keys=keys,
        combinations=combinations(keys, search.points()), seeds=tuple(range(first, first + search.seeds)),
        max_parameters=options.max_parameters, fixed=options.fixed, steps=options.steps,
    )  # fmt: skip
    return SearchSweep(diagnostics=read.diagnostics, search=search, sweep=sweep)
