"""The facts of points that are drawn from a mixture."""

from __future__ import annotations

from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts


def labelled_points(modes: int) -> SourceFacts:
    """`point` [2], and `label`, the number of its mode."""
    fields = {
        "point": FieldFacts(shape=(2,), dtype="float32"),
        "label": FieldFacts(shape=(), dtype="int32", classes=modes),
    }
    return SourceFacts(fields=fields, count=None)
