"""The facts of rescaled values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem


def facts(field: FieldFacts, ends: Sequence[float], name: str) -> FieldFacts | SourceProblem:
    """Real numbers from the first of `ends` to the second."""
    del name
    low, high = ends
    if low >= high:
        message = f"`range` goes from {low} to {high}"
        return SourceProblem(position=ArgumentPosition("range"), message=message, help="write the lower end first")
    return replace(field, dtype="float32", low=float(low), high=float(high))
