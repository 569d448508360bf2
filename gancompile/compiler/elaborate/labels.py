"""The facts of data whose labels are numbered anew or get names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, is_label, listed_fields

LISTED = 12


def renumber_labels(facts: SourceFacts) -> SourceFacts | SourceProblem:
    """Labels numbered from 0 in their order; each is named by the number that it had, where it has no name."""
    labels = _labels(facts)
    if not labels:
        message = f"`renumber` numbers labels anew, but the data has none: {listed_fields(facts.fields)}"
        return SourceProblem(position=ArgumentPosition("renumber"), message=message, help="take it out")
    unknown = [name for name, field in labels.items() if field.classes is None and field.values is None]
    if unknown:
        message = f"the labels of `{unknown[0]}` are not known before training, so that they cannot be numbered anew"
        return SourceProblem(
            position=ArgumentPosition("renumber"), message=message, help="number them from 0 in the files themselves"
        )
    return replace(facts, fields={**facts.fields, **{name: _renumbered(field) for name, field in labels.items()}})


def name_labels(facts: SourceFacts, names: Sequence[str]) -> SourceFacts | SourceProblem:
    """Labels with these names, in the order of their numbers."""
    labels = _labels(facts)
    if not labels:
        message = f"`label_names` names classes, but the data has none: {listed_fields(facts.fields)}"
        return SourceProblem(position=ArgumentPosition("label_names"), message=message, help="take it out")
    name, field = next(iter(labels.items()))
    if field.classes is not None and field.classes != len(names):
        message = f"`label_names` has {len(names)} names, but `{name}` has {field.classes} classes"
        known = _listed(field)
        help = f"the labels are {known}" if known else None
        return SourceProblem(position=ArgumentPosition("label_names"), message=message, help=help)
    if len(set(names)) < len(names):
        twice = next(one for one in names if list(names).count(one) > 1)
        return SourceProblem(position=ArgumentPosition("label_names"), message=f"`label_names` has `{twice}` twice")
    named = replace(field, classes=len(names), class_names=tuple(names))
    return replace(facts, fields={**facts.fields, name: named})


def _labels(facts: SourceFacts) -> dict[str, FieldFacts]:
    return {name: field for name, field in facts.fields.items() if is_label(field)}


def _renumbered(field: FieldFacts) -> FieldFacts:
    if field.values is None:
        return field
    names = field.class_names or tuple(map(str, field.values))
    number = len(field.values)
    return replace(field, low=0, high=number - 1, classes=number, class_names=names, values=tuple(range(number)))


def _listed(field: FieldFacts) -> str | None:
    """The labels that there are, by name or number, the first of them."""
    known = field.class_names or tuple(map(str, field.values or ()))
    return ", ".join(known[:LISTED]) + (", ..." if len(known) > LISTED else "") or None
