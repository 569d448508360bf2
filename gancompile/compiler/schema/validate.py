"""Validation of a tree against the schema; each violation becomes a diagnostic with its span."""

from __future__ import annotations

import math
from collections.abc import Iterable, Set
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.schema.fragments import Schema
from gancompile.compiler.schema.layout import misplaced_layers, misplaced_sections, outdented_keys
from gancompile.compiler.schema.report_violation import report_violation
from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.schema.substituted_schema import substituted_schema
from gancompile.compiler.schema.violation import Path, Violation, subject_of
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, find, to_plain, word


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(spec_schema())


@cache
def _part_validator(*path: str) -> Draft202012Validator:
    """Of a part of the schema after substitution: a definition, or a section of a spec."""
    schema = substituted_schema()
    inner: Any = schema
    for step in path:
        inner = inner[step]
    return Draft202012Validator({**inner, "$defs": schema["$defs"]})


def validate(root: Mapping, report: Report) -> frozenset[Path]:
    """Reports every violation. Returns their paths, so that later steps skip broken parts."""
    misplaced = frozenset(
        [*misplaced_sections(root, report), *outdented_keys(root, report), *misplaced_layers(root, report)]
    )
    broken = _violations(_validator(), root, root, (), report, misplaced)
    return frozenset(broken | misplaced | set(_infinite(root, (), report, broken)))


def validate_document(schema: Schema, root: Mapping, report: Report) -> bool:
    """The check of a document that is no spec against a schema of its own. Reports violations; returns whether there is none."""
    broken = _violations(Draft202012Validator(schema), root, root, (), report)
    return not (broken | set(_infinite(root, (), report, broken)))


def validate_layer(layer: Node, report: Report) -> bool:
    """The schema check of one layer after substitution. Reports violations; returns whether there is none."""
    before = len(report.diagnostics)
    broken = _violations(_part_validator("$defs", "layer"), layer, layer, (), report)
    broken |= set(_infinite(layer, (), report, broken))
    return not broken and len(report.diagnostics) == before


def validate_section(name: str, section: Node, report: Report) -> bool:
    """The schema check of one section after substitution. Reports violations; returns whether there is none."""
    if name not in spec_schema()["properties"]:
        return False
    root = Mapping(entries=(Entry(key=word(name, section.span), value=section),))
    broken = _violations(_part_validator("properties", name), section, root, (name,), report)
    return not (broken | set(_infinite(section, (name,), report, broken)))


def is_schedulable(name: str, section: Node, path: Path) -> bool:
    """Whether the number at a path of a section may be a curve."""
    plain: Any = to_plain(section)
    inner = plain
    for step in path[:-1]:
        inner = inner[int(step) if isinstance(inner, list) else step]
    last = int(path[-1]) if isinstance(inner, list) else path[-1]
    number = inner[last]
    if isinstance(number, dict):
        return True
    if isinstance(number, str):
        number = 0  # a number with a name is a formula
    inner[last] = {"linear": {"from": number, "to": number}}
    return not any(_part_validator("properties", name).iter_errors(plain))


def _violations(
    validator: Draft202012Validator,
    node: Node,
    root: Node,
    base: Path,
    report: Report,
    reported: frozenset[Path] = frozenset(),
) -> set[Path]:
    """The paths of violations. Each is reported, unless a path above it is in `reported`."""
    broken: set[Path] = set()
    errors = list(validator.iter_errors(to_plain(node)))
    inside = {tuple(error.absolute_path)[:-1] for error in errors}
    for error in errors:
        if error.validator in {"minItems", "maxItems"} and tuple(error.absolute_path) in inside:
            continue  # an item is wrong, and how many there are follows from that
        path: Path = (*base, *error.absolute_path)
        if reported and any(path[: len(one)] == one for one in reported):
            continue
        found = find(root, path)
        is_key = error.validator == "pattern" and isinstance(found, Mapping)
        broken.add((*path, str(error.instance)) if is_key else path)
        if not _is_reported(found, report):
            report_violation(Violation.of(error, found, path, root), report)
    return broken


def _is_reported(node: Node, report: Report) -> bool:
    """Whether a diagnostic within this value has been reported already, of which the violation is a consequence."""
    at = node.span
    return isinstance(node, Scalar) and any(at.column <= d.span.column < at.end_column for d in report.of_line(at))


def _infinite(node: Node, path: Path, report: Report, reported: Set[Path] = frozenset()) -> Iterable[Path]:
    """Numbers that are none: JSON has no word for them, and no setting of a game means anything with one."""
    if path in reported:
        return
    match node:
        case Scalar(value=float() as value) if not math.isfinite(value):
            report.add("GC0208", node.span, f"{subject_of(path)} is {node.text}, but must be a finite number")
            yield path
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from _infinite(item, (*path, index), report, reported)
        case Mapping():
            for key, inner in node:
                yield from _infinite(inner, (*path, key), report, reported)
