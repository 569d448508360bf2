"""Prepared data sets of TensorFlow Datasets: images stay encoded until they are needed, the rest is held in memory; or all is streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.array_source import ArraySource
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.example_stream import Epoch, ExampleStream
from gancompile.catalogue.sources.hub_source import Encodings, hub_source, hub_stream
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.stored_image import StoredImage
from gancompile.catalogue.sources.tfds.prepared import (
    DEFAULT_DIR,
    Prepared,
    PreparedError,
    chosen_features,
    find_prepared,
)


def load(
    name: str,
    split: str = "train",
    data_dir: str = DEFAULT_DIR,
    fields: Mapping[str, str] | None = None,
    stream: int | None = None,
    encodings: Encodings | None = None,
    **encoded: Any,
) -> ImageFiles | ArraySource | ExampleStream:
    """The features by their own names or those of `fields`.

    stream: the window in which examples are shuffled. encodings: of the fields that are texts, from the facts, which have
    the arguments `encoded`. Raises DataError.
    """
    del encoded
    try:
        prepared = find_prepared(name, Path(data_dir).expanduser())
        features = chosen_features(prepared, fields)
    except PreparedError as error:
        raise DataError(str(error)) from error
    texts = encodings or {}
    examples = _examples(prepared, split, list(features.values()))
    if stream is not None:
        known = {field: prepared.fields[feature] for field, feature in features.items()}
        read = _read_stream(examples, features, texts, stream)
        return hub_stream(read, known, texts, name=name, count=prepared.counts[split])
    try:
        rows = list(examples.as_numpy_iterator())
    except Exception as error:
        raise DataError(f"`{prepared.folder}` cannot be read: {str(error).splitlines()[0]}") from error
    channels = _channels(prepared, features)
    columns: dict[str, Any] = {}
    for field, feature in features.items():
        values = [row[feature] for row in rows]
        if field in channels:
            columns[field] = _stored(values, f"{name}/{feature}")
        else:
            columns[field] = [_line(value) for value in values] if field in texts else np.array(values)
    return hub_source(columns, channels, texts, name)


def _examples(prepared: Prepared, split: str, features: Sequence[str]) -> tf.data.Dataset:
    """The examples in their order, images as the bytes of their files. Raises DataError."""
    try:
        import tensorflow_datasets as tfds
    except ImportError:
        message = "the package `tensorflow-datasets` is not installed; `pip install 'gancompile[tfds]'` installs it"
        raise DataError(message) from None
    wanted = dict.fromkeys(features)
    encoded = {feature: tfds.decode.SkipDecoding() for feature in wanted if prepared.fields[feature].dtype == "uint8"}
    decoders = tfds.decode.PartialDecoding(dict.fromkeys(wanted, True), decoders=encoded)
    try:
        builder = tfds.builder_from_directory(str(prepared.folder))
        return builder.as_dataset(split=split, decoders=decoders, shuffle_files=False)
    except Exception as error:
        raise DataError(f"`{prepared.folder}` cannot be read: {str(error).splitlines()[0]}") from error


def _read_stream(
    examples: tf.data.Dataset, features: Mapping[str, str], encodings: Encodings, window: int
) -> Callable[[Epoch], Iterator[Mapping[str, Any]]]:
    """The examples of an epoch by field, file after file, shuffled within the window."""

    def read(epoch: Epoch) -> Iterator[Mapping[str, Any]]:
        order = examples
        if epoch.seed is not None:
            order = examples.shuffle(window, seed=epoch.seed, reshuffle_each_iteration=False)
        for row in order.skip(epoch.passed).as_numpy_iterator():
            values = {field: row[feature] for field, feature in features.items()}
            yield {field: _line(value) if field in encodings else value for field, value in values.items()}

    return read


def _channels(prepared: Prepared, features: Mapping[str, str]) -> dict[str, int]:
    """The channels of the fields that are images."""
    found = {field: prepared.fields[feature] for field, feature in features.items()}
    return {field: int(facts.shape[2] or 3) for field, facts in found.items() if facts.dtype == "uint8"}


def _line(text: bytes) -> str:
    return text.decode("utf-8", "replace").strip()


def _stored(encoded: list[bytes], name: str) -> list[StoredImage]:
    return [StoredImage(f"{name}, example {number}", lambda one=one: one) for number, one in enumerate(encoded)]  # type: ignore[misc]
