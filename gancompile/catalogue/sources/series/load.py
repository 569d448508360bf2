"""Windows of a time series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.series.builtin import BUILTIN
from gancompile.catalogue.sources.series.read_series import WINDOW, read_series
from gancompile.catalogue.sources.source_facts import SourceProblem


def load(
    encoding: Mapping[str, Any],
    file: str | None = None,
    builtin: str | None = None,
    window: int = WINDOW,
    stride: int = 1,
    columns: Sequence[str] | None = None,
    by: str | None = None,
) -> ArraySource:
    """series [windows, window, channels], each channel from its least at -1 to its largest at 1.

    encoding: of the facts. Raises DataError.
    """
    path = BUILTIN[builtin] if builtin else Path(str(file))
    found = read_series(path, {"window": window, "columns": columns, "by": by})
    if isinstance(found, SourceProblem):
        raise DataError(found.message)
    lows, highs = (np.array([column[end] for column in encoding["channels"]]) for end in ("low", "high"))
    scaled = 2 * (found.windows(window, stride) - lows) / np.where(highs > lows, highs - lows, 1) - 1
    return array_source({"series": scaled.astype(np.float32)}, str(path))
