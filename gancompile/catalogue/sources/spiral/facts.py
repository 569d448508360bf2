"""The facts of a noisy spiral."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts:
    """`point` [2], drawn anew."""
    del arguments, base
    return SourceFacts(fields={"point": FieldFacts(shape=(2,), dtype="float32")}, count=None)
