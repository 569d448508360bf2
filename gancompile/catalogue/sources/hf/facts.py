"""The facts of a data set of Hugging Face's `datasets`, from its description and the headers of some images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.hf.columns import HubError, chosen_columns, open_set
from gancompile.catalogue.sources.hf.stored import stored_images
from gancompile.catalogue.sources.image_header import UnreadableImageError, read_size, spread
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, example_first


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each column, by its own name or that of `fields`. A set of the hub is not downloaded for them."""
    written = arguments.get("folder")
    folder = find("folder", written, base, folder=True) if written else None
    if isinstance(folder, SourceProblem):
        return folder
    argument, split = ("folder" if folder else "name"), arguments.get("split", "train")
    try:
        found = open_set(
            arguments.get("name"), str(folder) if folder else None, arguments.get("config"), split, builder=True
        )
        columns = chosen_columns(found.features or {}, arguments.get("fields"), arguments.get("channels", 3))
        named = {field: columns[column] for field, column in _fields(arguments, columns).items()}
        if folder is None:
            count = _count(found, split)
            return SourceFacts(fields=example_first(named), count=count)
        sized = {
            field: _sized(facts, found, _fields(arguments, columns)[field], str(folder))
            for field, facts in named.items()
        }
    except HubError as error:
        return SourceProblem(argument=argument, message=str(error))
    files = tuple(sorted(str(path) for path in folder.rglob("*.arrow")))
    return SourceFacts(fields=example_first(sized), count=len(found), files=files)


def _fields(arguments: Mapping[str, Any], columns: Mapping[str, FieldFacts]) -> Mapping[str, str]:
    fields: Mapping[str, str] = arguments.get("fields") or {column: column for column in columns}
    return fields


def _count(info: Any, split: str) -> int | None:
    """The number of examples of a split, None where the hub does not give it. Raises HubError."""
    if info.splits and split not in info.splits:
        raise HubError(f"there is no split `{split}`; there are {', '.join(info.splits)}")
    return int(info.splits[split].num_examples) if info.splits else None


def _sized(facts: FieldFacts, found: Any, column: str, name: str) -> FieldFacts:
    """The facts of a column with the size of its images, where all headers that are read have the same. Raises HubError."""
    if facts.dtype != "uint8" or facts.shape[0] is not None:
        return facts
    try:
        sizes = {read_size(image) for image in spread(stored_images(found, column, name))}
    except UnreadableImageError as error:
        raise HubError(f"an image of column `{column}` cannot be read: {error}") from error
    return replace(facts, shape=(*next(iter(sizes)), facts.shape[2])) if len(sizes) == 1 else facts
