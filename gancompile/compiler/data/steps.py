"""What the steps of a pipeline make of the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem, told_fields


def apply_steps(facts: SourceFacts, steps: Sequence[Mapping[str, Any]]) -> SourceFacts | SourceProblem:
    """The facts after the steps.

    Steps for images work on every field of three axes; `range` on those or, where there are none, on the example.
    """
    fields = dict(facts.fields)
    example = next(iter(fields))
    for step in steps:
        ((kind, value),) = step.items()
        images = [name for name, field in fields.items() if len(field.shape) == 3]
        if kind != "range" and not images:
            return SourceProblem(
                argument=kind, message=f"`{kind}` works on images, but the data has {told_fields(fields)}"
            )
        for name in images or [example]:
            if fields[name].encoding:
                message = (
                    f"`{kind}` would change the scale of `{name}`, from which samples are made into what they stand for"
                )
                return SourceProblem(
                    argument=kind, message=message, help="take it out: its numbers are in range already"
                )
            changed = _changed(fields[name], kind, value, name)
            if isinstance(changed, SourceProblem):
                return changed
            fields[name] = changed
    return replace(facts, fields=fields)


def _changed(field: FieldFacts, kind: str, value: Any, name: str) -> FieldFacts | SourceProblem:
    match kind:
        case "resize":
            return replace(field, shape=(*value, field.shape[2]))
        case "crop" | "random_crop":
            height, width = field.shape[:2]
            if height is not None and width is not None and (value[0] > height or value[1] > width):
                return SourceProblem(
                    argument=kind,
                    message=f"a {value[0]}x{value[1]} piece cannot be cut from `{name}` of {height}x{width}",
                    help="put a `resize` before it",
                )
            return replace(field, shape=(*value, field.shape[2]))
        case "grayscale":
            if field.shape[2] not in {1, 3, 4}:
                message = f"`grayscale` mixes colours, but `{name}` has {field.shape[2]} channels"
                return SourceProblem(argument=kind, message=message)
            return replace(field, shape=(*field.shape[:2], 1))
        case "range":
            if value[0] >= value[1]:
                return SourceProblem(
                    argument=kind,
                    message=f"`range` goes from {value[0]} to {value[1]}",
                    help="write the lower end first",
                )
            return replace(field, dtype="float32", low=float(value[0]), high=float(value[1]))
    return field
