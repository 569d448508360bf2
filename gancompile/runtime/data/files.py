"""Sources that are read whole into memory."""

from __future__ import annotations

import csv
import glob
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.data.errors import DataError

Arrays = dict[str, NDArray[Any]]
EVERY_TEST = 6


def load_digits(split: str = "all") -> Arrays:
    """The embedded digits. Returns: image [1797, 8, 8] uint8 from 0 to 16, label [1797].

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
    doi 10.24432/C50P49, CC BY 4.0; the test part, as scikit-learn distributes it.
    """
    with files("gancompile.runtime.data").joinpath("digits.npz").open("rb") as file:
        found = np.load(file, allow_pickle=False)
        arrays = {"image": found["image"], "label": found["label"]}
    test = np.arange(len(arrays["label"])) % EVERY_TEST == 0
    chosen = {"all": np.ones_like(test), "train": ~test, "test": test}[split]
    return {name: array[chosen] for name, array in arrays.items()}


def load_npz(file: str, fields: Mapping[str, str] | None = None) -> Arrays:
    """The arrays of a `.npz`, never a pickle."""
    try:
        with np.load(file, allow_pickle=False) as found:
            return {field: found[key] for field, key in (fields or {key: key for key in found.files}).items()}
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error


def load_npy(file: str) -> Arrays:
    """One array, as `x`; never a pickle."""
    try:
        return {"x": np.load(file, allow_pickle=False)}
    except (OSError, ValueError) as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error


def load_csv(file: str, columns: list[str] | None = None, label: str | None = None, delimiter: str = ",") -> Arrays:
    """A table: its numbers as `x` [rows, columns], its labels, sorted as texts, as numbers from 0."""
    with open(file, encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter=delimiter) if row]
    header = [name.strip() for name in rows[0]]
    places = [header.index(name) for name in columns or [name for name in header if name != label]]
    try:
        arrays: Arrays = {"x": np.array([[float(row[place]) for place in places] for row in rows[1:]], np.float32)}
        if label:
            texts = [row[header.index(label)] for row in rows[1:]]
            order = {text: number for number, text in enumerate(sorted(set(texts)))}
            arrays["label"] = np.array([order[text] for text in texts], np.int32)
    except (ValueError, IndexError) as error:
        raise DataError(f"`{file}` cannot be read as a table: {error}") from error
    return arrays


def load_tfrecord(files: str | list[str], features: Mapping[str, Mapping[str, Any]]) -> Arrays:
    """All examples of TFRecord files, features as declared: shape, dtype, and encoding (raw bytes, png, jpeg, or none)."""
    paths = sorted({path for one in ([files] if isinstance(files, str) else files) for path in glob.glob(one)})
    rows: dict[str, list[Any]] = {name: [] for name in features}
    try:
        for record in tf.data.TFRecordDataset(paths).as_numpy_iterator():
            example = tf.train.Example.FromString(record)
            for name, declared in features.items():
                rows[name].append(_feature(example.features.feature[name], declared))
    except (tf.errors.OpError, ValueError, IndexError) as error:
        raise DataError(f"{', '.join(paths)} cannot be read as declared: {str(error).splitlines()[0]}") from error
    return {name: np.stack(values) for name, values in rows.items()}


def _feature(feature: Any, declared: Mapping[str, Any]) -> NDArray[Any]:
    shape, encoding = declared["shape"], declared.get("encoding", "none")
    if encoding in {"png", "jpeg"}:
        pixels: NDArray[Any] = tf.io.decode_image(
            feature.bytes_list.value[0], channels=shape[2], expand_animations=False
        ).numpy()
        return pixels.reshape(shape)
    if encoding == "raw":
        return np.frombuffer(feature.bytes_list.value[0], declared.get("dtype", "uint8")).reshape(shape)
    values = feature.int64_list.value or feature.float_list.value
    return np.array(values, declared.get("dtype", "float32")).reshape(shape)


def load_keras(name: str, split: str = "train") -> Arrays:
    """A set of `keras.datasets`, downloaded into Keras's own cache on first use."""
    import keras

    try:
        train, test = getattr(keras.datasets, name).load_data()
    except Exception as error:
        raise DataError(f"keras.datasets.{name} cannot be had: {error}. It is downloaded on first use; "
                        f"offline, put its file into {Path('~/.keras/datasets').expanduser()}") from error  # fmt: skip
    images, labels = train if split == "train" else test
    return {"image": images, "label": labels.reshape(-1)}


LOADERS: Mapping[str, Callable[..., Arrays]] = {
    "csv": load_csv,
    "digits": load_digits,
    "keras": load_keras,
    "npy": load_npy,
    "npz": load_npz,
    "tfrecord": load_tfrecord,
}
