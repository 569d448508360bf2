"""The data sets of `keras.datasets`."""

from __future__ import annotations

import os
from pathlib import Path

import keras

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError


def load(name: str, split: str = "train") -> ArraySource:
    """image and label, downloaded into Keras's own cache on first use. Raises DataError."""
    try:
        train, test = getattr(keras.datasets, name).load_data()
    except Exception as error:
        cache = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets"
        help = f"it is downloaded on first use, or its file is put into {cache}"
        raise DataError(f"keras.datasets.{name} cannot be had: {error}; {help}") from error
    images, labels = train if split == "train" else test
    return array_source({"image": images, "label": labels.reshape(-1)}, "keras")
