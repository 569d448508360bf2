"""The facts of Gaussians on a square grid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.labelled_point import labelled_points
from gancompile.catalogue.sources.source_facts import SourceFacts


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts:
    """`point` [2] and `label`, drawn anew."""
    del base
    return labelled_points(arguments.get("side", 5) ** 2)
