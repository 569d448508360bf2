"""The reading of a search's file: its values are those of the spec, and what is wrong with them is reported where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gancompile.catalogue.metric_rows import metric_numbers, metric_rows
from gancompile.compiler import Compilation, Diagnostic, compile_file
from gancompile.compiler.diagnostics import Report, Source, Span, did_you_mean
from gancompile.compiler.elaborate.schedule.until import logged_numbers
from gancompile.compiler.ir.program import Program
from gancompile.compiler.schema import validate_document
from gancompile.compiler.spec.bases import read_source
from gancompile.compiler.syntax import Mapping as Tree
from gancompile.compiler.syntax import Node, Scalar, read_yaml, to_plain
from gancompile.compiler.syntax import Sequence as Items
from gancompile.compiler.syntax.choice import chosen
from gancompile.compiler.syntax.flow_text import flow_text
from gancompile.sweep.search import Asha, Distribution, Search
from gancompile.sweep.search_schema import search_schema

GRACE_SHARE, REDUCTION_FACTOR = 0.1, 3.0
"""Of a scheduler that says neither; the share is of all rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecOptions:
    """How the spec of a search is compiled."""

    spec: Path
    fixed: tuple[str, ...]
    seed: int | None
    steps: int | None
    max_parameters: int

    def compiled(self, overrides: Sequence[str]) -> Compilation:
        """The spec with further values."""
        return compile_file(
            self.spec, overrides=(*self.fixed, *overrides), seed=self.seed, steps=self.steps,
            max_parameters=self.max_parameters,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSearch:
    """search, program: None where a diagnostic is an error. program: of the spec with the first value of each key."""

    diagnostics: tuple[Diagnostic, ...]
    search: Search | None = None
    program: Program | None = None


def read_search(path: Path, options: SpecOptions) -> ReadSearch:
    """Reads a search. Both ends of each range, and each choice, are compiled as values of the spec."""
    report = Report()
    root = _root(path, report)
    if root is None or not validate_document(search_schema(), root, report):
        return ReadSearch(diagnostics=report.sorted())
    reading = _Reading(root=root, options=options, report=report)
    reading.check_ends()
    program = reading.check_values()
    search = reading.search(program) if program is not None else None
    if report.failed:
        return ReadSearch(diagnostics=report.sorted())
    return ReadSearch(diagnostics=report.sorted(), search=search, program=program)


def _root(path: Path, report: Report) -> Tree | None:
    """The file as a tree; None where it is no mapping."""
    source = read_source(path)
    if isinstance(source, str):
        empty = Source(name=str(path), text="", folder=path.parent)
        report.add(
            "GC0100", Span(source=empty, line=0, column=0, end_line=0, end_column=0), f"cannot read `{path}`: {source}"
        )
        return None
    root = read_yaml(source, report)
    if root is not None and not isinstance(root, Tree):
        report.add("GC0202", root.span, "a search is a mapping", help="begin with `search:`")
        return None
    return root


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A search that fits its schema, and what is found of it. entries: each key with its distribution."""

    root: Tree
    options: SpecOptions
    report: Report
    entries: list[tuple[Scalar, str, Items]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in self.root.required("search", Tree).entries:
            kind, values = chosen(entry.value)
            if isinstance(values, Items):
                self.entries.append((entry.key, kind, values))

    def check_ends(self) -> None:
        """Reports ranges that end before they begin, and a search for a seed."""
        for key, kind, values in self.entries:
            if key.text == "seed":
                message = "a search does not vary the seed as it varies other keys"
                self.report.add("GC0202", key.span, message, help="`seeds: 3` trains three seeds of each combination")
            low, high = (to_plain(values.items[0]), to_plain(values.items[-1]))
            if kind != "choice" and isinstance(low, int | float) and isinstance(high, int | float) and high <= low:
                message = f"`{kind}` ends at {high}, but begins at {low}"
                self.report.add("GC0208", values.items[-1].span, message, help="write the smaller number first")

    def check_values(self) -> Program | None:
        """Compiles the spec with each value, the other keys at their first. Returns: the program with the first value of each key."""
        firsts = [_assignment(key, values.items[0]) for key, _, values in self.entries]
        begun = self.options.compiled(firsts)
        begins = [(key, values.items[0]) for key, _, values in self.entries]
        self._take(begun, begins)
        for index, (key, kind, values) in enumerate(self.entries):
            for node in values.items[1:] if kind == "choice" else values.items[-1:]:
                others = [one for other, one in enumerate(firsts) if other != index]
                self._take(self.options.compiled([*others, _assignment(key, node)]), [*begins, (key, node)])
        return None if begun.failed else begun.program

    def _take(self, compilation: Compilation, places: Sequence[tuple[Scalar, Node]]) -> None:
        """Reports what a compilation has found, at the places of the values that it was given."""
        at = {f"--set {_assignment(key, node)}": (key, node) for key, node in places}
        for one in compilation.diagnostics:
            found = at.get(one.span.source.name)
            span = one.span if found is None else _moved(one.span, *found)
            self.report.add_diagnostic(replace(one, span=span))

    def search(self, program: Program) -> Search | None:
        """The search; None where its metric has no direction."""
        metric = self.root.required("metric", Scalar)
        better = self._better(metric, program)
        rounds = sum(phase.rounds for phase in program.all_phases)
        asha = self._asha(rounds)
        if better is None:
            return None
        return Search(
            distributions=tuple(
                Distribution(key=key.text, kind=kind, values=tuple(to_plain(one) for one in values.items))
                for key, kind, values in self.entries
            ),
            metric=metric.text,
            is_higher_better=better == "higher",
            runs=self._number("runs", 1),
            seeds=self._number("seeds", 1),
            draw_seed=self._number("draw_seed", 0),
            rounds=rounds,
            asha=asha,
            plain=_mapping(self.root),
        )

    def _better(self, metric: Scalar, program: Program) -> str | None:
        """Which way a metric is better; None where that is not known, or nothing measures it, which is reported."""
        evaluation, name = program.evaluation, metric.text
        metrics = evaluation.metrics if evaluation is not None and evaluation.is_asked_for else ()
        measured = [one.key for each in metrics for one in metric_rows()[each.name].numbers]
        logged = list(dict.fromkeys(one for phase in program.phases for one in logged_numbers(phase, program.game)))
        if name not in (*measured, *logged):
            known = [*measured, *logged]
            help = f"there are {', '.join(known)}; `evaluate: {{metrics: [...]}}` in the spec measures others"
            self.report.add(
                "GC1005", metric.span, f"no build measures or logs `{name}`", label=did_you_mean(name, known), help=help
            )
            return None
        if (
            name in measured
            and evaluation is not None
            and evaluation.every is None
            and self.root.get("scheduler") is not None
        ):
            message = f"`{name}` is measured at the end alone, and a scheduler compares runs on the way"
            self.report.add(
                "GC1005", metric.span, message, help="write `evaluate: {every: {rounds: 1000}}` into the spec"
            )
            return None
        given = self.root.get("better")
        better = (
            given.text if isinstance(given, Scalar) else metric_numbers()[name].better if name in measured else None
        )
        if better is None:
            message = f"`{name}` has no direction of its own"
            self.report.add("GC0205", metric.span, message, help="write `better: lower` or `better: higher` beside it")
        return better

    def _asha(self, rounds: int) -> Asha | None:
        node = self.root.get("scheduler")
        if node is None:
            return None
        _, given = chosen(node)
        plain = _mapping(given) if isinstance(given, Tree) else {}
        grace = given.get("grace_rounds") if isinstance(given, Tree) else None
        grace_rounds = int(plain.get("grace_rounds", max(1, GRACE_SHARE * rounds)))
        if grace is not None and grace_rounds > rounds:
            message = f"`grace_rounds` is {grace_rounds:,}, but a training has {rounds:,} rounds"
            self.report.add("GC0208", grace.span, message)
        return Asha(grace_rounds=grace_rounds, reduction_factor=float(plain.get("reduction_factor", REDUCTION_FACTOR)))

    def _number(self, key: str, default: int) -> int:
        node = self.root.get(key)
        return node.value if isinstance(node, Scalar) and isinstance(node.value, int) else default


def _assignment(key: Scalar, node: Node) -> str:
    return f"{key.text}={flow_text(to_plain(node))}"


def _moved(span: Span, key: Scalar, node: Node) -> Span:
    """A place in `--set KEY=VALUE`, in the file of the search: within the key, or the value."""
    target = key.span if span.source.text == key.text else node.span
    if target is key.span or (isinstance(node, Scalar) and node.plain):
        return target.inner(span.column - 1, max(span.end_column - span.column, 1))
    return target


def _mapping(node: Node) -> Mapping[str, Any]:
    plain = to_plain(node)
    return plain if isinstance(plain, dict) else {}
