"""The facts of a `.npy` file, from its header."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.array_facts import array_facts
from gancompile.catalogue.sources.numpy_header import read_header
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The field `x`."""
    path = find("file", arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with path.open("rb") as file:
            return array_facts({"x": read_header(file, "x")}, path)
    except (OSError, EOFError, ValueError) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read: {error}")
