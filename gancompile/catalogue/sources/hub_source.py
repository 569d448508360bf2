"""The examples of a data set of others' packages, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source, narrowed
from gancompile.catalogue.sources.example_stream import Epoch, Example, ExampleStream
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.source_facts import FieldFacts
from gancompile.catalogue.sources.text.encode import encode_lines, line_encoder

Encodings = Mapping[str, Mapping[str, Any]]
"""The encodings of the texts, by field."""


def hub_source(
    columns: Mapping[str, Sequence[Any]], channels: Mapping[str, int], encodings: Encodings, name: str
) -> ImageFiles | ArraySource:
    """Images are decoded when they are needed, the rest is held in memory.

    columns: of each field, images as `StoredImage`, texts as str, others as an array. channels: of the fields that are images.
    encodings: of those that are texts. name: of the data set, for messages. Raises DataError.
    """
    texts = {field: encode_lines(columns[field], encoding, name) for field, encoding in encodings.items()}
    sizes = _sizes(encodings)
    others = {field: texts.get(field, column) for field, column in columns.items() if field not in channels}
    if not channels:
        return array_source({field: np.asarray(column) for field, column in others.items()}, name, vocabularies=sizes)
    return ImageFiles(
        paths={field: columns[field] for field in channels},
        channels=channels,
        others={field: narrowed(np.asarray(column)) for field, column in others.items()},
        vocabularies=sizes,
    )


def hub_stream(
    read: Callable[[Epoch], Iterator[Mapping[str, Any]]],
    known: Mapping[str, FieldFacts],
    encodings: Encodings,
    *,
    name: str,
    count: int,
) -> ExampleStream:
    """Examples one after the other.

    read: those of an epoch, by field, images as the bytes of their files, texts as str. known: the facts of each field. encodings,
    name: as for `hub_source`. count: of the examples of an epoch.
    """
    channels = {field: int(facts.shape[2] or 3) for field, facts in known.items() if facts.dtype == "uint8"}
    others = {field: (facts.shape, facts.dtype) for field, facts in known.items() if field not in channels}
    others |= {field: ((encoding["length"],), "int32") for field, encoding in encodings.items()}
    encoders = {field: line_encoder(encoding, name) for field, encoding in encodings.items()}

    def example(row: Mapping[str, Any]) -> Example:
        made: Example = {field: row[field] for field in channels}
        for field, (_, dtype) in others.items():
            value = encoders[field](row[field]) if field in encoders else row[field]
            made[field] = np.asarray(value, dtype)
        return made

    return ExampleStream(
        name=name,
        count=count,
        channels=channels,
        others=others,
        vocabularies=_sizes(encodings),
        read=lambda epoch: map(example, read(epoch)),
    )


def _sizes(encodings: Encodings) -> dict[str, int]:
    """The number of tokens of each text."""
    return {field: len(encoding["vocabulary"]) for field, encoding in encodings.items()}
