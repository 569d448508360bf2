"""The check of a sweep before anything is trained: every run is compiled, and what its build would do is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gancompile.compiler import Compilation, Diagnostic, compile_file
from gancompile.compiler.diagnostics import Severity
from gancompile.continuation import Decision, Wish, decide
from gancompile.sweep.axis import Axis
from gancompile.sweep.run import Combination, Run, Sweep, grid

Setting = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A diagnostic, and the settings that all combinations which have it share; none where every combination has it."""

    diagnostic: Diagnostic
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """findings: each diagnostic once. decisions: what the build of each run would do, by the run's name; none after an error."""

    findings: tuple[Finding, ...]
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether a combination has an error."""
        return any(one.diagnostic.severity is Severity.ERROR for one in self.findings)


def check(sweep: Sweep, wish: Wish = Wish.NONE) -> Checked:
    """Compiles every run, and decides what its build does. Nothing is changed. Raises OSError, NoCheckpointError."""
    found: list[tuple[Combination, Compilation]] = []
    decisions = {}
    for run in sweep.runs:
        compilation = compile_run(sweep, run)
        if run.seed == sweep.seeds[0]:
            found.append((run.combination, compilation))
        if not compilation.failed:
            decisions[run.name] = decide(compilation, run.folder, wish=wish)
    findings = tuple(_findings([(combination, one.diagnostics) for combination, one in found]))
    checked = Checked(findings=findings, decisions=decisions)
    return Checked(findings=findings) if checked.failed else checked


def compile_run(sweep: Sweep, run: Run) -> Compilation:
    """A run, compiled as its build compiles it."""
    return compile_file(
        sweep.spec, overrides=sweep.overrides(run.combination), seed=run.seed, steps=sweep.steps,
        max_parameters=sweep.max_parameters,
    )  # fmt: skip


def grid_sweep(
    spec: Path, axes: Sequence[Axis], *,
    seeds: int, first_seed: int | None, steps: int | None, max_parameters: int, out: Path | None,
) -> Sweep:  # fmt: skip
    """The sweep of a grid. first_seed: that of the spec where None. out: its folder; `build/NAME-sweep` where None.

    What its first combination has of errors, `check` reports.
    """
    combinations = grid(axes)
    first = compile_file(
        spec, overrides=combinations[0].overrides, seed=first_seed, steps=steps, max_parameters=max_parameters
    )
    title, seed = (spec.stem, first_seed or 0) if first.failed else (first.program.name, first.program.seed)
    return Sweep(
        spec=spec, folder=out or Path("build") / f"{title}-sweep", title=title, keys=tuple(axis.key for axis in axes),
        combinations=combinations, seeds=tuple(range(seed, seed + seeds)), max_parameters=max_parameters, steps=steps,
    )  # fmt: skip


def _findings(found: Sequence[tuple[Combination, Sequence[Diagnostic]]]) -> Iterator[Finding]:
    """Each diagnostic once. Those of one place with one message are one, whichever combination they came of."""
    having: dict[tuple[str, str, str, int, int], list[tuple[Combination, Diagnostic]]] = {}
    for combination, diagnostics in found:
        for one in diagnostics:
            place = (one.code, one.message, one.span.source.name, one.span.line, one.span.column)
            having.setdefault(place, []).append((combination, one))
    for pairs in having.values():
        shared = () if len(pairs) == len(found) else _shared([combination for combination, _ in pairs])
        yield Finding(diagnostic=pairs[0][1], settings=shared)


def _shared(combinations: Sequence[Combination]) -> tuple[Setting, ...]:
    """The settings that combinations have in common, or those of the first where they have none."""
    first = combinations[0].settings
    shared = tuple(one for one in first if all(one in other.settings for other in combinations))
    return shared or first
