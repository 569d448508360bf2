"""The source of a data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gancompile.catalogue.entry_folder import member
from gancompile.catalogue.sources.example_stream import ExampleStream
from gancompile.catalogue.sources.row import SOURCES
from gancompile.catalogue.sources.source import Source


def load_source(kind: str, arguments: Mapping[str, Any]) -> Source | ExampleStream:
    """A source of the catalogue. arguments: as in the spec, paths absolute. Raises DataError."""
    source: Source | ExampleStream = member(SOURCES, kind, "load", "load")(**arguments)
    return source
