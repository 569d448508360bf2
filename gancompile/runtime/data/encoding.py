"""What a generator makes, as what its user wants: the way back from numbers, by the encoding that the checker told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.data.table import decode_rows
from gancompile.runtime.data.text import decode_lines

Tensor = Any
Encoding = Mapping[str, Any]


def decoded(values: Tensor, encoding: Encoding, name: str, seed: Tensor) -> dict[str, Tensor]:
    """Values as rows of a table (an entry for each column), as sounds [number, window, 1], or as lines [number], inside of a graph.

    values: [number, ...] of a generator. name: of what is no column. seed: [] int64, of what is drawn.
    """
    match encoding["kind"]:
        case "sound":
            return {name: tf.clip_by_value(tf.cast(values, tf.float32), -1.0, 1.0)}
        case "table":
            return decode_rows(values, encoding["columns"], seed)
        case "text":
            return {name: decode_lines(values, encoding)}
    raise AssertionError(encoding["kind"])


def as_texts(array: NDArray[Any]) -> NDArray[Any]:
    """The bytes of TensorFlow's strings as Python's; numbers as they are."""
    return np.array([value.decode() for value in array], np.str_) if array.dtype == object else array
