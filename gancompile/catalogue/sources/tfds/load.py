"""Prepared data sets of TensorFlow Datasets: images stay encoded until they are needed, numbers are held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source, narrowed
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.stored_image import StoredImage
from gancompile.catalogue.sources.tfds.prepared import DEFAULT_DIR, PreparedError, chosen_features, find_prepared


def load(
    name: str, split: str = "train", data_dir: str = DEFAULT_DIR, fields: Mapping[str, str] | None = None
) -> ImageFiles | ArraySource:
    """The features by their own names or those of `fields`. Raises DataError."""
    try:
        prepared = find_prepared(name, Path(data_dir).expanduser())
        features = chosen_features(prepared, fields)
    except PreparedError as error:
        raise DataError(str(error)) from error
    columns = _columns(prepared.folder, split, features.values(), prepared.fields)
    images = {field: feature for field, feature in features.items() if prepared.fields[feature].dtype == "uint8"}
    others = {field: np.array(columns[feature]) for field, feature in features.items() if field not in images}
    if not images:
        return array_source(others, name)
    return ImageFiles(
        paths={field: _stored(columns[feature], f"{name}/{feature}") for field, feature in images.items()},
        channels={field: int(prepared.fields[feature].shape[2] or 3) for field, feature in images.items()},
        others={field: narrowed(array) for field, array in others.items()},
    )


def _columns(folder: Path, split: str, features: Any, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values of each feature, images as the bytes of their files. Raises DataError."""
    try:
        import tensorflow_datasets as tfds
    except ImportError:
        message = "the package `tensorflow-datasets` is not installed; `pip install 'gancompile[tfds]'` installs it"
        raise DataError(message) from None
    wanted = dict.fromkeys(features)
    encoded = {feature: tfds.decode.SkipDecoding() for feature in wanted if fields[feature].dtype == "uint8"}
    decoders = tfds.decode.PartialDecoding(dict.fromkeys(wanted, True), decoders=encoded)
    try:
        found = tfds.builder_from_directory(str(folder)).as_dataset(split=split, decoders=decoders, shuffle_files=False)
        rows = list(found.as_numpy_iterator())
    except Exception as error:
        raise DataError(f"`{folder}` cannot be read: {str(error).splitlines()[0]}") from error
    return {feature: [row[feature] for row in rows] for feature in wanted}


def _stored(encoded: list[bytes], name: str) -> list[StoredImage]:
    return [StoredImage(f"{name}, example {number}", lambda one=one: one) for number, one in enumerate(encoded)]  # type: ignore[misc]
