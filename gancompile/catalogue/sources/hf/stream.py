"""A split of Hugging Face's `datasets`, read one example after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gancompile.catalogue.sources.example_stream import Epoch
from gancompile.catalogue.sources.hf.lines import line_of
from gancompile.catalogue.sources.hf.stored import image_bytes
from gancompile.catalogue.sources.source_facts import FieldFacts
from gancompile.catalogue.sources.text.field import TEXT


def read_stream(
    found: Any, named: Mapping[str, str], columns: Mapping[str, FieldFacts], window: int
) -> Callable[[Epoch], Iterator[Mapping[str, Any]]]:
    """The examples of an epoch by field, images as the bytes of their files. found: an `IterableDataset`. named: column by field."""
    import datasets

    stored = found.select_columns(list(columns))
    for column, facts in columns.items():
        if facts.dtype == "uint8":
            stored = stored.cast_column(column, datasets.Image(decode=False))

    def value(row: Mapping[str, Any], column: str) -> Any:
        if columns[column].dtype == "uint8":
            return image_bytes(row[column])
        return line_of(row[column]) if columns[column] is TEXT else row[column]

    def read(epoch: Epoch) -> Iterator[Mapping[str, Any]]:
        order = stored if epoch.seed is None else stored.shuffle(seed=epoch.seed, buffer_size=window)
        for row in order.skip(epoch.passed):
            yield {field: value(row, column) for field, column in named.items()}

    return read
