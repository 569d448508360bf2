"""The facts of a data source, from names, headers and sizes: no example is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.entry_folder import has_member, member
from gancompile.catalogue.sources.row import SOURCES
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem


def inspect_source(kind: str, arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The facts of a source. arguments: valid by the schema. base: the folder that paths are relative to."""
    found: SourceFacts | SourceProblem = member(SOURCES, kind, "facts", "facts")(arguments, base)
    return found


def verify_source(kind: str, arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """What is wrong with the examples of a source, all of which are read; nothing for sources that are read whole anyway."""
    if not has_member(SOURCES, kind, "facts", "verify"):
        return []
    found: list[SourceProblem] = member(SOURCES, kind, "facts", "verify")(arguments, base)
    return found
