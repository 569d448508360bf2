"""TFRecord files of `tf.train.Example`."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError


def load(files: str | Sequence[str], features: Mapping[str, Mapping[str, Any]]) -> ArraySource:
    """All examples, their features as declared: shape, dtype, encoding (raw bytes, png, jpeg, or none). Raises DataError."""
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
    return array_source({name: np.stack(values) for name, values in rows.items()}, files)


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
