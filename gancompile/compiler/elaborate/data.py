"""The `data` section: which source, which steps, what they yield."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gancompile.compiler.data import SourceProblem, apply_steps, inspect_source
from gancompile.compiler.diagnostics import Report, Span
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain

NOT_STEPS = frozenset({"source", "batch", "shuffle", "cache"})
PATHS = frozenset({"folder", "file", "files"})


def elaborate_data(section: Mapping, report: Report) -> DataPlan | None:
    """The pipeline with the facts of what it yields, files looked at and not decoded; None where it cannot work."""
    kind, arguments_node = chosen(section.get("source"))
    arguments: dict[str, Any] = to_plain(arguments_node) if isinstance(arguments_node, Mapping) else {}  # type: ignore[assignment]
    nodes = dict(arguments_node) if isinstance(arguments_node, Mapping) else {}
    where = section.key("source")
    assert where is not None
    path = next((nodes[name] for name in PATHS & arguments.keys()), None)
    native = inspect_source(kind, arguments, (path or where).span.source.folder)
    for name in PATHS & arguments.keys():
        arguments[name] = _absolute(arguments[name], nodes[name].span)
    if isinstance(native, SourceProblem):
        fault = nodes.get(native.argument or "")
        report.add("GC0701", fault.span if fault else where.span, native.message, help=native.help)
        return None
    steps = tuple({key: to_plain(value)} for key, value in section if key not in NOT_STEPS)
    facts = apply_steps(native, steps)
    if isinstance(facts, SourceProblem):
        step = section.key(facts.argument or "") or where
        report.add("GC0702", step.span, facts.message, help=facts.help)
        return None
    example = next(iter(facts.fields))
    field = facts.fields[example]
    if field.dtype == "uint8":
        report.add(
            "GC0703",
            where.span,
            f"field `{example}` holds whole numbers from {field.low:g} to {field.high:g}, which no network can play against",
            help="add `range: [-1, 1]` under `data`",
        )
        return None
    return DataPlan(
        source=kind,
        arguments=arguments,
        steps=steps,
        batch=_setting(section, "batch", 64),
        shuffle=_setting(section, "shuffle", True),
        cache=_setting(section, "cache", True),
        native=native,
        facts=facts,
    )


def chosen(node: Node | None) -> tuple[str, Node | None]:
    """The name and the arguments of a choice: `digits` or `{digits: {...}}`."""
    if isinstance(node, Mapping):
        return node.entries[0].key.text, node.entries[0].value
    assert isinstance(node, Scalar)
    return node.text, None


def _setting(section: Mapping, name: str, default: Any) -> Any:
    node = section.get(name)
    return node.value if isinstance(node, Scalar) else default


def _absolute(value: Any, span: Span) -> Any:
    """A path is relative to the file that says it, or to the working folder when a `--set` does."""
    if isinstance(value, list):
        return [_absolute(one, span) for one in value]
    return str(span.source.folder.absolute() / Path(str(value)).expanduser())
