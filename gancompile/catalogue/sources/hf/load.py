"""Data sets of Hugging Face's `datasets`: images are decoded when they are needed, the rest is held in memory; or all is streamed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.example_stream import ExampleStream
from gancompile.catalogue.sources.hf.columns import HubError, chosen_columns, fields_of, open_set, open_stream
from gancompile.catalogue.sources.hf.lines import lines_of
from gancompile.catalogue.sources.hf.stored import stored_images
from gancompile.catalogue.sources.hf.stream import read_stream
from gancompile.catalogue.sources.hub_source import hub_source, hub_stream
from gancompile.catalogue.sources.image_files import ImageFiles


def load(
    name: str | None = None,
    folder: str | None = None,
    config: str | None = None,
    split: str = "train",
    fields: Mapping[str, str] | None = None,
    channels: int = 3,
    stream: int | None = None,
    encodings: Mapping[str, Mapping[str, Any]] | None = None,
    **encoded: Any,
) -> ImageFiles | ArraySource | ExampleStream:
    """The columns by their own names or those of `fields`; a set of the hub is downloaded on first use, unless it is streamed.

    stream: the window in which examples are shuffled. encodings: of the fields that are texts, from the facts, which have
    the arguments `encoded`. Raises DataError.
    """
    del encoded
    origin, texts = folder or name or "", encodings or {}
    try:
        if stream is not None:
            examples, count = open_stream(name, folder, config, split)
            columns = chosen_columns(examples.features, fields, channels)
            named = fields_of(columns, fields)
            known = {field: columns[column] for field, column in named.items()}
            read = read_stream(examples, named, columns, stream)
            return hub_stream(read, known, texts, name=origin, count=count)
        found = open_set(name, folder, config, split)
        columns = chosen_columns(found.features, fields, channels)
    except HubError as error:
        raise DataError(str(error)) from error
    named = fields_of(columns, fields)
    images = {field: channels for field, column in named.items() if columns[column].dtype == "uint8"}
    values: dict[str, Any] = {}
    for field, column in named.items():
        if field in images:
            values[field] = stored_images(found, column, origin)
        elif field in texts:
            values[field] = lines_of(found, column)
        else:
            values[field] = np.asarray(found.select_columns([column]).with_format("numpy")[:][column])
    return hub_source(values, images, texts, origin)
