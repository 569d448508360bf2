"""The facts of windows of a time series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.catalogue.sources.path import file_or_builtin
from gancompile.catalogue.sources.series.builtin import BUILTIN
from gancompile.catalogue.sources.series.read_series import WINDOW, read_series
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`series` [window, channels] in [-1, 1]. All of the file is read."""
    path = file_or_builtin(arguments, base, BUILTIN, "weather.csv")
    if isinstance(path, SourceProblem):
        return path
    found = read_series(path, arguments)
    if isinstance(found, SourceProblem):
        return found
    window = arguments.get("window", WINDOW)
    steps = np.concatenate(found.runs)
    channels = [
        {"name": name, "mark": mark, "low": float(low), "high": float(high)}
        for name, mark, low, high in zip(found.names, found.marks, steps.min(axis=0), steps.max(axis=0), strict=True)
    ]
    series = FieldFacts(
        shape=(window, len(channels)),
        dtype="float32",
        low=-1,
        high=1,
        encoding={"kind": "series", "separator": found.separator, "channels": channels},
    )
    count = len(found.windows(window, arguments.get("stride", 1)))
    return SourceFacts(fields={"series": series}, count=count, files=(str(path),), mirrorable=False)
