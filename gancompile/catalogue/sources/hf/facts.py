"""The facts of a data set of Hugging Face's `datasets`, from its description and the headers of some images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.hf.columns import HubError, chosen_columns, count_of, describe_set, fields_of
from gancompile.catalogue.sources.hf.lines import lines_of
from gancompile.catalogue.sources.hf.stored import stored_images
from gancompile.catalogue.sources.image_header import UnreadableImageError, read_size, spread
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, example_first
from gancompile.catalogue.sources.text.field import TEXT, field_of_lines


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each column, by its own name or that of `fields`. A set of the hub is not downloaded for them."""
    written = arguments.get("folder")
    folder = find(ArgumentPosition("folder"), written, base, folder=True) if written else None
    if isinstance(folder, SourceProblem):
        return folder
    split = arguments.get("split", "train")
    where = (arguments.get("name"), str(folder) if folder else None, arguments.get("config"), split)
    try:
        found = describe_set(*where)
        columns = chosen_columns(found.features or {}, arguments.get("fields"), arguments.get("channels", 3))
        named = fields_of(columns, arguments.get("fields"))
        count = count_of(found, split) if folder is None else len(found)
        fields: dict[str, FieldFacts] = {}
        for field, column in named.items():
            made = _field(columns[column], found if folder else None, column, arguments)
            if isinstance(made, SourceProblem):
                return made
            fields[field] = made
    except HubError as error:
        whole = ArgumentPosition("folder" if folder else "name")
        position = ArgumentPosition("fields", error.field) if error.field else whole
        return SourceProblem(position=position, message=str(error))
    if arguments.get("stream") and count is None:
        message = f"the hub does not say how many examples the split `{split}` has, which a stream needs"
        return SourceProblem(
            position=ArgumentPosition("stream"), message=message, help="leave `stream` out: the set is then downloaded"
        )
    files = tuple(sorted(str(path) for path in folder.rglob("*.arrow"))) if folder else ()
    return SourceFacts(fields=example_first(fields), count=count, files=files, streamed="stream" in arguments)


def _field(
    facts: FieldFacts, found: Any | None, column: str, arguments: Mapping[str, Any]
) -> FieldFacts | SourceProblem:
    """A field with what only its examples know: the size of images, the vocabulary of texts. found: a split; None where it is not here.

    Raises HubError.
    """
    if facts is not TEXT:
        return _sized(facts, found, column, str(arguments.get("folder"))) if found is not None else facts
    if found is None:
        message = f"the vocabulary of column `{column}` is known only from its texts, and a set of the hub is not downloaded for it"
        help = (
            'write it to a folder, `datasets.load_dataset(...).save_to_disk("texts")`, and give that: `folder: texts`'
        )
        return SourceProblem(position=ArgumentPosition("fields"), message=message, help=help)
    return field_of_lines(lines_of(found, column), arguments, column)


def _sized(facts: FieldFacts, found: Any, column: str, name: str) -> FieldFacts:
    """The facts of a column with the size of its images, where all headers that are read have the same. Raises HubError."""
    if facts.dtype != "uint8" or facts.shape[0] is not None:
        return facts
    try:
        sizes = {read_size(image) for image in spread(stored_images(found, column, name))}
    except UnreadableImageError as error:
        raise HubError(f"an image of column `{column}` cannot be read: {error}") from error
    return replace(facts, shape=(*next(iter(sizes)), facts.shape[2])) if len(sizes) == 1 else facts
