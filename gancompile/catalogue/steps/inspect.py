"""The facts of data after the steps of its pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gancompile.catalogue.entry_folder import member
from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, listed_fields
from gancompile.catalogue.steps.row import STEPS, step_rows


def inspect_steps(facts: SourceFacts, steps: Sequence[Mapping[str, Any]]) -> SourceFacts | SourceProblem:
    """The facts after the steps: each changes every field of images or, without any, the example."""
    fields = dict(facts.fields)
    example = next(iter(fields))
    for step in steps:
        ((kind, value),) = step.items()
        images = [name for name, field in fields.items() if len(field.shape) == 3]
        if step_rows()[kind].images_only and not images:
            message = f"`{kind}` works on images, but the data has {listed_fields(fields)}"
            return SourceProblem(position=ArgumentPosition(kind), message=message)
        for name in images or [example]:
            if facts.streamed and step_rows()[kind].rescales and fields[name].low is None:
                message = f"`{kind}` needs the least and the largest `{name}`, but examples that are streamed are not measured"
                return SourceProblem(
                    position=ArgumentPosition(kind),
                    message=message,
                    help=f"take it out, or `stream` out, or leave `{name}` out",
                )
            changed = inspect_step(fields[name], kind, value, name)
            if isinstance(changed, SourceProblem):
                return changed
            fields[name] = changed
    return replace(facts, fields=fields)


def inspect_step(field: FieldFacts, kind: str, value: Any, name: str) -> FieldFacts | SourceProblem:
    """The facts of one field after a step. name: of the field, for messages."""
    if field.encoding:
        message = f"`{kind}` would change the scale of `{name}`, from which samples are made into what they stand for"
        return SourceProblem(
            position=ArgumentPosition(kind), message=message, help="take it out: its numbers are in range already"
        )
    changed: FieldFacts | SourceProblem = member(STEPS, kind, "facts", "facts")(field, value, name)
    return changed
