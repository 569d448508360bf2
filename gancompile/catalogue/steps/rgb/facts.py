"""The facts of images of three channels."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem


def facts(field: FieldFacts, enabled: bool, name: str) -> FieldFacts | SourceProblem:
    """Images of three channels."""
    del enabled
    if field.shape[2] not in {1, 2, 3, 4}:
        message = f"`rgb` makes colours of grey, but `{name}` has {field.shape[2]} channels"
        return SourceProblem(position=ArgumentPosition("rgb"), message=message)
    return replace(field, shape=(*field.shape[:2], 3))
