"""The facts of a folder of IDX files, from their headers and the labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.array_values import with_values
from gancompile.catalogue.sources.mnist.idx_file import IdxError, find_files, read_array, read_header
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem, field_of

DTYPES = {"u1": "uint8", ">f4": "float32", ">f8": "float32"}


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`image` and `label` of a part."""
    folder = find(ArgumentPosition("folder"), arguments["folder"], base, folder=True)
    if isinstance(folder, SourceProblem):
        return folder
    try:
        paths = find_files(folder, arguments.get("split", "train"))
        headers = {field: read_header(path) for field, path in paths.items()}
        counts = {field: header.shape[0] for field, header in headers.items()}
        if len(set(counts.values())) > 1:
            message = f"there are {counts['image']:,} images and {counts['label']:,} labels in `{arguments['folder']}`"
            return SourceProblem(position=ArgumentPosition("folder"), message=message)
        fields = {
            field: field_of(header.shape[1:], DTYPES.get(header.dtype, "int32")) for field, header in headers.items()
        }
        found = SourceFacts(fields=fields, count=counts["image"], files=tuple(map(str, paths.values())))
        return with_values(found, lambda field: read_array(paths[field]))
    except IdxError as error:
        return SourceProblem(position=ArgumentPosition("folder"), message=str(error))


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """What is wrong with the files, all of which are read."""
    folder = find(ArgumentPosition("folder"), arguments["folder"], base, folder=True)
    if isinstance(folder, SourceProblem):
        return [folder]
    try:
        for path in find_files(folder, arguments.get("split", "train")).values():
            read_array(path)
    except IdxError as error:
        return [SourceProblem(position=ArgumentPosition("folder"), message=str(error))]
    return []
