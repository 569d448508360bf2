"""Generated values as the samples that their encoding stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.entry_folder import member
from gancompile.catalogue.sources.row import SOURCES, source_rows
from gancompile.catalogue.sources.source import Tensor

NOTHING: Mapping[str, Tensor] = {}


def decoded(
    values: Tensor, encoding: Mapping[str, Any], name: str, seed: Tensor, given: Mapping[str, Tensor] = NOTHING
) -> dict[str, Tensor]:
    """Values as rows of a table (an entry for each column), sounds, series [number, window, channels], or lines [number], in a graph.

    values: [number, ...] of a generator. name: of samples that have no columns. seed: [] int64, of random choices. given: the fields
    of the data that the samples were made for, [number, ...] each: labels are columns of a table.
    """
    key = next(row.key for row in source_rows().values() if row.samples == encoding["kind"])
    made: dict[str, Tensor] = member(SOURCES, key, "decode", "decode")(values, encoding, name, seed, given)
    return made


def as_texts(array: NDArray[Any]) -> NDArray[Any]:
    """The bytes of TensorFlow's strings as Python's; numbers as they are."""
    return np.array([value.decode() for value in array], np.str_) if array.dtype == object else array
