"""The facts of randomly cropped images."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem
from gancompile.catalogue.steps.cut import cut_facts


def facts(field: FieldFacts, size: Sequence[int], name: str) -> FieldFacts | SourceProblem:
    """Images of `size` [height, width]."""
    return cut_facts("random_crop", field, size, name)
