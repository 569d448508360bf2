"""The facts of the embedded digits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts

COUNTS = {"all": 1797, "train": 1497, "test": 300}


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts:
    """`image` [8, 8, 1] from 0 to 16, and `label`."""
    del base
    fields = {
        "image": FieldFacts(shape=(8, 8, 1), dtype="uint8", low=0, high=16),
        "label": FieldFacts(shape=(), dtype="int32", classes=10),
    }
    return SourceFacts(fields=fields, count=COUNTS[arguments.get("split", "all")], mirrorable=False)
