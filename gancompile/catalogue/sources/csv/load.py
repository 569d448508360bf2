"""A table of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.csv.read_points import read_points
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.source_facts import SourceProblem


def load(
    file: str, columns: Sequence[str] | None = None, label: str | None = None, delimiter: str | None = None
) -> ArraySource:
    """The numbers as `x` [rows, columns], and the labels, sorted, as numbers from 0. Raises DataError."""
    points = read_points(Path(file), {"columns": columns, "label": label, "delimiter": delimiter})
    if isinstance(points, SourceProblem):
        raise DataError(f"`{file}`: {points.message}")
    arrays: dict[str, NDArray[Any]] = {"x": np.array(points.columns, np.float32).T}
    if points.labels is not None:
        arrays["label"] = np.array(points.labels, np.int32)
    return array_source(arrays, file)
