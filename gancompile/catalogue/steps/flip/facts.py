"""The facts of mirrored images."""

from __future__ import annotations

from gancompile.catalogue.sources.source_facts import FieldFacts


def facts(field: FieldFacts, direction: str, name: str) -> FieldFacts:
    """The same: a mirrored image has the size of the image."""
    del direction, name
    return field
