"""The facts of a data set of TensorFlow Datasets, from the descriptions beside its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import near
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem, example_first
from gancompile.catalogue.sources.text.field import TEXT, field_of_lines
from gancompile.catalogue.sources.tfds.prepared import DEFAULT_DIR, PreparedError, chosen_features, find_prepared
from gancompile.catalogue.sources.tfds.texts import read_texts


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each feature, by its own name or that of `fields`. What is not prepared is not downloaded."""
    data_dir = (base / Path(arguments.get("data_dir", DEFAULT_DIR)).expanduser()).absolute()
    split = arguments.get("split", "train")
    try:
        prepared = find_prepared(arguments["name"], data_dir)
        features = chosen_features(prepared, arguments.get("fields"))
    except PreparedError as error:
        return SourceProblem(position=ArgumentPosition("name"), message=str(error))
    if split not in prepared.counts:
        message = f"`{arguments['name']}` has no split `{split}`"
        return SourceProblem(position=ArgumentPosition("split"), message=message, help=near(split, prepared.counts))
    files = sorted(str(path) for path in prepared.folder.glob(f"*-{split}.*"))
    fields: dict[str, FieldFacts] = {}
    for field, feature in features.items():
        made = prepared.fields[feature]
        found = _text_field(feature, files, arguments) if made is TEXT else made
        if isinstance(found, SourceProblem):
            return found
        fields[field] = found
    return SourceFacts(
        fields=example_first(fields), count=prepared.counts[split], files=tuple(files), streamed="stream" in arguments
    )


def _text_field(feature: str, files: Sequence[str], arguments: Mapping[str, Any]) -> FieldFacts | SourceProblem:
    records = [Path(file) for file in files if ".tfrecord" in Path(file).name]
    if not records:
        message = f"the vocabulary of `{feature}` cannot be read: the set is not stored as `tfrecord`"
        help = "prepare it with `tfds build --file_format=tfrecord`"
        return SourceProblem(position=ArgumentPosition("fields"), message=message, help=help)
    try:
        lines = read_texts(records, feature)
    except (OSError, ValueError) as error:
        return SourceProblem(
            position=ArgumentPosition("name"), message=f"the texts of `{feature}` cannot be read: {error}"
        )
    return field_of_lines(lines, arguments, feature)
