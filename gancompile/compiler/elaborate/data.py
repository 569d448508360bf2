"""The `data` section: its sources and steps, and the facts of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gancompile.catalogue.sources import (
    ArgumentPosition,
    EntryPart,
    FieldFacts,
    SourceFacts,
    SourceProblem,
    inspect_source,
    source_rows,
    verify_source,
)
from gancompile.catalogue.steps import inspect_steps, step_rows
from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.elaborate.labels import name_labels, renumber_labels
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.elaborate.withheld_labels import withhold_labels
from gancompile.compiler.ir.program import DataPlan, DataSet
from gancompile.compiler.spec.spec_tree import StageTree, StageTrees
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain
from gancompile.compiler.syntax import Sequence as SequenceNode
from gancompile.compiler.syntax.choice import chosen
from gancompile.files import is_remote

CACHE = "2GB"
"""The images that are kept decoded in memory, where a spec says nothing of it."""


class _Inspections:
    """The inspected sources, each once. whole: whether all of their examples are read."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._found: dict[tuple[str, str, str], SourceFacts | list[SourceProblem]] = {}

    def of(self, kind: str, arguments: dict[str, Any], base: Path) -> SourceFacts | list[SourceProblem]:
        """The facts of a source, or what is wrong with it."""
        key = (kind, repr(arguments), str(base))
        if key not in self._found:
            self._found[key] = self._inspected(kind, arguments, base)
        return self._found[key]

    def _inspected(self, kind: str, arguments: dict[str, Any], base: Path) -> SourceFacts | list[SourceProblem]:
        problems = verify_source(kind, arguments, base) if self._whole else []
        if problems:
            return problems
        found = inspect_source(kind, arguments, base)
        return [found, *found.also] if isinstance(found, SourceProblem) else found


def elaborate_data(trees: StageTrees, report: Report) -> Stages:
    """Each stage with the pipeline of its data. Files are looked at and not decoded, each source once for all stages."""
    inspections = _Inspections(whole=trees.text.all_data)
    stages = tuple(Stage(tree=tree, data=_data_plan(tree, inspections, report)) for tree in trees.stages)
    return Stages(text=trees.text, root=trees.root, stages=stages)


def _data_plan(tree: StageTree, inspections: _Inspections, report: Report) -> DataPlan | None:
    """The pipeline with the facts of what it yields; None where it cannot work."""
    section = tree.root.get("data")
    if not isinstance(section, Mapping) or not tree.is_valid("data"):
        return None
    made = [_data_set(name, node, section, inspections, report) for name, node in sets_of(section)]
    sets = tuple(one for one in made if one is not None)
    return DataPlan(sets=sets, batch=_setting("batch", 64, section)) if len(sets) == len(made) else None


def sets_of(section: Mapping) -> list[tuple[str, Mapping]]:
    """The sets of a `data` section by name; a section of one source is a set with the empty name."""
    sets = section.get("sets")
    if not isinstance(sets, Mapping):
        return [("", section)]
    return [(name, node) for name, node in sets if isinstance(node, Mapping)]


def set_of(section: Mapping, field: str) -> Mapping:
    """The set of a field."""
    return dict(sets_of(section)).get(field.partition(".")[0], section)


def _data_set(
    name: str, section: Mapping, around: Mapping, inspections: _Inspections, report: Report
) -> DataSet | None:
    """One set. around: the section with the `shuffle` and `cache` of sets that have none of their own."""
    where = section.required_key("source")
    kind, node = chosen(section.get("source"))
    nodes = dict(node) if isinstance(node, Mapping) else {}
    arguments: dict[str, Any] = to_plain(node) if isinstance(node, Mapping) else {}  # type: ignore[assignment]
    native = _native(kind, arguments, nodes, where, inspections, report)
    facts = _stepped(native, section, name, report) if native is not None else None
    paths = source_rows()[kind].paths
    if native is None or facts is None:
        return None
    return DataSet(
        name=name,
        source=kind,
        arguments={key: _absolute(nodes[key]) if key in paths else value for key, value in arguments.items()},
        steps=_steps(section),
        labelled=_setting("labelled", None, section),
        renumber=_setting("renumber", False, section),
        shuffle=_setting("shuffle", True, section, around),
        cache=_setting("cache", CACHE, section, around),
        native=native,
        facts=facts,
    )


def _native(
    kind: str,
    arguments: dict[str, Any],
    nodes: dict[str, Node],
    where: Scalar,
    inspections: _Inspections,
    report: Report,
) -> SourceFacts | None:
    """The facts of the source. nodes: its arguments as they are written."""
    name, path = next(((name, nodes[name]) for name in source_rows()[kind].paths & nodes.keys()), ("", where))
    base = path.span.source.folder
    if isinstance(path, Mapping):
        # One of several folders may be written in another file than the rest.
        ours = {field: one for field, one in path if one.span.source.folder != base}
        arguments = {**arguments, name: {**arguments[name], **{field: _absolute(one) for field, one in ours.items()}}}
    found = inspections.of(kind, arguments, base)
    if isinstance(found, SourceFacts):
        return found
    for problem in found:
        report.add("GC0701", _fault(problem.position, nodes, where).span, problem.message, help=problem.help)
    return None


def _fault(position: ArgumentPosition | None, nodes: dict[str, Node], where: Scalar) -> Node:
    """The node of a problem: an argument, or a part of it; that of the source where it has none of its own."""
    node = nodes.get(position.argument, where) if position else where
    if position is None or position.entry is None:
        return node
    match position.part, node:
        case EntryPart.ITEM, SequenceNode(items=items):
            return next((item for item in items if isinstance(item, Scalar) and item.text == position.entry), node)
        case EntryPart.KEY, Mapping():
            return node.key(position.entry) or node
        case EntryPart.VALUE, Mapping():
            return node.get(position.entry) or node
    return node


def _steps(section: Mapping) -> tuple[dict[str, Any], ...]:
    return tuple({key: to_plain(value)} for key, value in section if key in step_rows())


def _stepped(native: SourceFacts, section: Mapping, name: str, report: Report) -> SourceFacts | None:
    """The facts after the steps; the example must be real numbers, as those of a network. name: of the set."""
    where = section.key("source") or section.entries[0].key
    facts = _labelled(native, section)
    if not isinstance(facts, SourceProblem):
        facts = inspect_steps(facts, _steps(section))
    if isinstance(facts, SourceProblem):
        step = (section.key(facts.position.argument) if facts.position else None) or where
        report.add("GC0702", step.span, facts.message, help=facts.help)
        return None
    example, field = next(iter(facts.fields.items()))
    if field.dtype == "uint8" or (field.deep and field.low is None):
        of, at = (f" of set `{name}`", f".sets.{name}") if name else ("", "")
        report.add(
            "GC0703",
            where.span,
            f"field `{example}`{of} holds {_levels(field)}, which no network can play against",
            help=f"add `range: [-1, 1]` under `data{at}`, or `range: [0, 1]` for a generator that ends in a sigmoid",
        )
        return None
    return facts


def _levels(field: FieldFacts) -> str:
    """The values of images as they are stored, in words."""
    if field.low is None or field.high is None:
        return "levels of more than 8 bits, of a range that only a step gives them"
    return f"whole numbers from {field.low:g} to {field.high:g}"


def _labelled(facts: SourceFacts, section: Mapping) -> SourceFacts | SourceProblem:
    """The facts with the labels as the section wants them: numbered anew, named, some of them withheld."""
    found: SourceFacts | SourceProblem = facts
    if _setting("renumber", False, section):
        found = renumber_labels(facts)
    names = section.get("label_names")
    if names is not None and not isinstance(found, SourceProblem):
        found = name_labels(found, [str(name) for name in to_plain(names)])  # type: ignore[union-attr]
    kept = _setting("labelled", None, section)
    if kept is not None and not isinstance(found, SourceProblem):
        found = withhold_labels(found, kept)
    return found


def _setting(name: str, default: Any, *sections: Mapping) -> Any:
    """A setting of the first section that has it."""
    found = (section.get(name) for section in sections)
    return next((node.value for node in found if isinstance(node, Scalar)), default)


def _absolute(node: Node) -> Any:
    """A path, or several, relative to the file in which it is written, or to the working folder for `--set`; not one of a store."""
    if isinstance(node, Mapping):
        return {name: _absolute(inner) for name, inner in node}
    return _absolute_value(to_plain(node), node.span)


def _absolute_value(value: Any, span: Span) -> Any:
    if isinstance(value, list):
        return [_absolute_value(one, span) for one in value]
    if is_remote(str(value)):
        return value
    return str(span.source.folder.absolute() / Path(str(value)).expanduser())
