"""The facts of data with some labels withheld."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import LABELLED, SourceFacts, SourceProblem, is_label, listed_fields


def withhold_labels(facts: SourceFacts, kept: float | int) -> SourceFacts | SourceProblem:
    """The facts with the field `labelled`. kept: the share of examples that keep their labels, up to 1.0, or their number, an int."""
    problem = _problem(facts, kept)
    if problem is not None:
        message, help = problem
        return SourceProblem(position=ArgumentPosition("labelled"), message=message, help=help)
    return replace(facts, fields={**facts.fields, "labelled": LABELLED})


def _problem(facts: SourceFacts, kept: float | int) -> tuple[str, str | None] | None:
    if not any(map(is_label, facts.fields.values())):
        return f"`labelled` keeps some labels, but the data has none: {listed_fields(facts.fields)}", "take it out"
    if "labelled" in facts.fields:
        return "the data has a field `labelled` already", "take one of the two out"
    if facts.streamed:
        return "`labelled` chooses examples by their index, but those of a stream have none", "take `stream` out"
    if isinstance(kept, float):
        help = "write a share such as 0.1, or a whole number of examples"
        return (f"`labelled` is {kept:g}, which is no share of the examples", help) if kept > 1 else None
    if facts.count is None:
        return f"`labelled` is {kept:,} examples, but the data is endless", "write a share, such as `labelled: 0.1`"
    if kept > facts.count:
        return f"`labelled` is {kept:,} examples, but the data has {facts.count:,}", f"write {facts.count} or less"
    return None
