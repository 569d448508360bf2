"""The facts of grayscale images."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem


def facts(field: FieldFacts, enabled: bool, name: str) -> FieldFacts | SourceProblem:
    """Images of one channel."""
    del enabled
    if field.shape[2] not in {1, 3, 4}:
        message = f"`grayscale` mixes colours, but `{name}` has {field.shape[2]} channels"
        return SourceProblem(position=ArgumentPosition("grayscale"), message=message)
    return replace(field, shape=(*field.shape[:2], 1))
