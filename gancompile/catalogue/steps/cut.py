"""The facts of a piece that is cut from images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem


def cut_facts(kind: str, field: FieldFacts, size: Sequence[int], name: str) -> FieldFacts | SourceProblem:
    """Images of `size` [height, width]. kind: of the step."""
    height, width = field.shape[:2]
    if height is not None and width is not None and (size[0] > height or size[1] > width):
        return SourceProblem(
            position=ArgumentPosition(kind),
            message=f"a {size[0]}x{size[1]} piece cannot be cut from `{name}` of {height}x{width}",
            help="put a `resize` before it",
        )
    return replace(field, shape=(*size, field.shape[2]))
