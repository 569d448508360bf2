"""The facts of a data set of TensorFlow Datasets, from the descriptions beside its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.path import near
from gancompile.catalogue.sources.source_facts import SourceFacts, SourceProblem, example_first
from gancompile.catalogue.sources.tfds.prepared import DEFAULT_DIR, PreparedError, chosen_features, find_prepared


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each feature, by its own name or that of `fields`. What is not prepared is not downloaded."""
    data_dir = (base / Path(arguments.get("data_dir", DEFAULT_DIR)).expanduser()).absolute()
    split = arguments.get("split", "train")
    try:
        prepared = find_prepared(arguments["name"], data_dir)
        features = chosen_features(prepared, arguments.get("fields"))
    except PreparedError as error:
        return SourceProblem(argument="name", message=str(error))
    if split not in prepared.counts:
        message = f"`{arguments['name']}` has no split `{split}`"
        return SourceProblem(argument="split", message=message, help=near(split, prepared.counts))
    files = sorted(str(path) for path in prepared.folder.glob(f"*-{split}.*"))
    named = {field: prepared.fields[feature] for field, feature in features.items()}
    return SourceFacts(fields=example_first(named), count=prepared.counts[split], files=tuple(files))
