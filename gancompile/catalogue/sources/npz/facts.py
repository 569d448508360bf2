"""The facts of a `.npz` file, from the headers of its arrays."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.lib.format import read_array
from numpy.typing import NDArray

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.array_facts import array_facts
from gancompile.catalogue.sources.array_values import with_values
from gancompile.catalogue.sources.numpy_header import read_header
from gancompile.catalogue.sources.path import find, near
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem

UNREADABLE = (OSError, EOFError, MemoryError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
"""RuntimeError: an archive with a password."""


def facts(arguments: Mapping[str, Any], base: Path, *, whole: bool = False) -> SourceFacts | SourceProblem:
    """The arrays by their own names or by those of `fields`. whole: large ones are read, too."""
    path = find(ArgumentPosition("file"), arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")}
            wanted = arguments.get("fields") or {name: name for name in names}
            missing = [key for key in wanted.values() if key not in names]
            if missing:
                message = f"`{path.name}` has no array `{missing[0]}`"
                return SourceProblem(position=ArgumentPosition("fields"), message=message, help=near(missing[0], names))
            headers = {}
            for field, key in wanted.items():
                with archive.open(names[key]) as file:
                    headers[field] = read_header(file, key, archive.getinfo(names[key]).file_size)
            found = array_facts(headers, path)
            if isinstance(found, SourceProblem):
                return found

            def read(field: str) -> NDArray[Any]:
                with archive.open(names[wanted[field]]) as file:
                    array: NDArray[Any] = read_array(file, allow_pickle=False)
                return array

            return with_values(found, read, whole=whole)
    except UNREADABLE as error:
        return SourceProblem(position=ArgumentPosition("file"), message=f"`{path.name}` cannot be read: {error}")


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """What is wrong with the arrays, all of which are read."""
    found = facts(arguments, base, whole=True)
    return [found] if isinstance(found, SourceProblem) else []
