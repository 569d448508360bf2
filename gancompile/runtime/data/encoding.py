"""What a generator makes, as what its user wants: the way back from numbers, by the encoding that the checker told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.data.table import decode_rows

Tensor = Any
Encoding = Mapping[str, Any]


def decoded(values: Tensor, encoding: Encoding, name: str, seed: Tensor) -> dict[str, Tensor]:
    """Values as rows of a table (an entry for each column), inside of a graph.

    values: [number, ...] of a generator. name: of what is no column. seed: [] int64, of what is drawn.
    """
    match encoding["kind"]:
        case "table":
            return decode_rows(values, encoding["columns"], seed)
    raise AssertionError(encoding["kind"])


def as_texts(array: NDArray[Any]) -> NDArray[Any]:
    """The bytes of TensorFlow's strings as Python's; numbers as they are."""
    return np.array([value.decode() for value in array], np.str_) if array.dtype == object else array
