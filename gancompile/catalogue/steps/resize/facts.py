"""The facts of resized images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gancompile.catalogue.sources.source_facts import FieldFacts


def facts(field: FieldFacts, size: Sequence[int], name: str) -> FieldFacts:
    """Images of `size` [height, width]."""
    del name
    return replace(field, shape=(*size, field.shape[2]))
