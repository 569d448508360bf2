"""The facts of a `.npy` file, from its header."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.array_facts import array_facts
from gancompile.catalogue.sources.array_values import with_values
from gancompile.catalogue.sources.numpy_header import read_header
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem


def facts(arguments: Mapping[str, Any], base: Path, *, whole: bool = False) -> SourceFacts | SourceProblem:
    """The field `x`. whole: a large array is read, too."""
    path = find(ArgumentPosition("file"), arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with path.open("rb") as file:
            found = array_facts({"x": read_header(file, "x", path.stat().st_size)}, path)
        if isinstance(found, SourceProblem):
            return found
        return with_values(found, lambda _: np.load(path, mmap_mode="r", allow_pickle=False), whole=whole)
    except (OSError, EOFError, MemoryError, ValueError) as error:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read: {error}")


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """What is wrong with the array, all of which is read."""
    found = facts(arguments, base, whole=True)
    return [found] if isinstance(found, SourceProblem) else []
