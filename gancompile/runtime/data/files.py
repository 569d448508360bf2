"""Sources that are read whole into memory."""

from __future__ import annotations

import csv
import glob
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import NDArray

from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.sound import load_audio
from gancompile.runtime.data.table import load_table

Arrays = dict[str, NDArray[Any]]
EVERY_TEST = 6
UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


def load_digits(split: str = "all", size: int = 8) -> Arrays:
    """The embedded digits. Returns: image [1797, 8, 8] uint8 from 0 to 16, label [1797].

    split: all, train, or test, which is every sixth. size: 8, the one that there is; others are made by a `resize`.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
    doi 10.24432/C50P49, CC BY 4.0; the test part, as scikit-learn distributes it.
    """
    with resources("gancompile.runtime.data").joinpath("digits.npz").open("rb") as file:
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
    except (*UNREADABLE, AttributeError, TypeError) as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error


def load_npy(file: str) -> Arrays:
    """One array, as `x`; never a pickle."""
    try:
        array = np.load(file, allow_pickle=False)
    except UNREADABLE as error:
        raise DataError(f"`{file}` cannot be read: {error}") from error
    if not isinstance(array, np.ndarray):
        raise DataError(f"`{file}` holds several arrays; its source is `npz`")
    return {"x": array}


def load_csv(file: str, columns: Sequence[str] | None = None, label: str | None = None, delimiter: str = ",") -> Arrays:
    """A table: its numbers as `x` [rows, columns]; its labels, in order, as numbers from 0."""
    try:
        # Spreadsheets write a byte order mark.
        with open(file, encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, delimiter=delimiter) if row]
        header = [name.strip() for name in rows[0]]
        places = [header.index(name) for name in columns or [name for name in header if name != label]]
        arrays: Arrays = {"x": np.array([[float(row[place]) for place in places] for row in rows[1:]], np.float32)}
        if label:
            texts = [row[header.index(label)].strip() for row in rows[1:]]
            order = {text: number for number, text in enumerate(in_order(set(texts)))}
            arrays["label"] = np.array([order[text] for text in texts], np.int32)
    except (OSError, ValueError, IndexError, csv.Error) as error:
        raise DataError(f"`{file}` cannot be read as a table: {error}") from error
    return arrays


def in_order(texts: set[str]) -> list[str]:
    """Labels by value where all are whole numbers, else as texts: 2 stands before 10."""
    try:
        return sorted(texts, key=lambda text: (int(text), text))
    except ValueError:
        return sorted(texts)


def load_tfrecord(files: str | Sequence[str], features: Mapping[str, Mapping[str, Any]]) -> Arrays:
    """All examples of TFRecord files, features as declared: shape, dtype, encoding (raw bytes, png, jpeg, or none)."""
    paths = sorted({path for one in ([files] if isinstance(files, str) else files) for path in _matching(one)})
    if not paths:
        raise DataError(f"no file is called {files}")
    rows: dict[str, list[Any]] = {name: [] for name in features}
    for path in paths:
        try:
            for record in tf.data.TFRecordDataset(path).as_numpy_iterator():
                example = tf.train.Example.FromString(record)
                for name, declared in features.items():
                    rows[name].append(_feature(name, example.features.feature[name], declared))
        except (tf.errors.OpError, DecodeError, ValueError, IndexError, OverflowError) as error:
            raise DataError(f"`{path}` cannot be read as declared: {str(error).splitlines()[0]}") from error
    if not all(rows.values()):
        raise DataError(f"`{paths[0]}` holds no examples")
    return {name: np.stack(values) for name, values in rows.items()}


def _matching(written: str) -> list[str]:
    return [written] if os.path.exists(written) else glob.glob(written)


def _feature(name: str, feature: Any, declared: Mapping[str, Any]) -> NDArray[Any]:
    shape, encoding = tuple(declared["shape"]), declared.get("encoding", "none")
    dtype = declared.get("dtype", "float32" if encoding == "none" else "uint8")
    values: NDArray[Any]
    if encoding == "none":
        values = np.array(feature.int64_list.value or feature.float_list.value, dtype)
    elif not feature.bytes_list.value:
        raise ValueError(f"an example has no bytes for `{name}`")
    elif encoding == "raw":
        values = np.frombuffer(feature.bytes_list.value[0], dtype)
    else:
        values = tf.io.decode_image(feature.bytes_list.value[0], channels=shape[2], expand_animations=False).numpy()
        if values.shape != shape:
            raise ValueError(f"`{name}` is {list(values.shape)}, but is declared as {list(shape)}")
    if values.size != np.prod(shape, dtype=int):
        raise ValueError(f"`{name}` has {values.size} values, but is declared as {list(shape)}")
    return values.reshape(shape)


def load_keras(name: str, split: str = "train") -> Arrays:
    """A set of `keras.datasets`, downloaded into Keras's own cache on first use."""
    import keras

    try:
        train, test = getattr(keras.datasets, name).load_data()
    except Exception as error:
        cache = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets"
        help = f"it is downloaded on first use, or its file is put into {cache}"
        raise DataError(f"keras.datasets.{name} cannot be had: {error}; {help}") from error
    images, labels = train if split == "train" else test
    return {"image": images, "label": labels.reshape(-1)}


LOADERS: Mapping[str, Callable[..., Arrays]] = {
    "audio": load_audio,
    "csv": load_csv,
    "digits": load_digits,
    "keras": load_keras,
    "npy": load_npy,
    "npz": load_npz,
    "table": load_table,
    "tfrecord": load_tfrecord,
}
