"""The results of the runs of a sweep, from the files of their builds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gancompile.pages import BuildFiles, NoBuildError, read_build

LOSS = "_loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """numbers: the metrics of the newest evaluation, or the last losses where there is none. protocol: of the evaluation, its hash."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    protocol: str = ""
    build: BuildFiles | None = None


def read_results(folder: Path, *, also: str | None = None) -> Results:
    """The results of a build's folder; empty ones where it holds no build. also: a logged number that is among them, too."""
    try:
        build = read_build(folder)
    except NoBuildError:
        return Results()
    logged = {} if also is None else {also: _newest(build, also)}
    evaluated = build.evaluations[-1].get("numbers") if build.evaluations else None
    if isinstance(evaluated, dict) and evaluated:
        means = {name: one.get("mean") for name, one in evaluated.items() if isinstance(one, dict)}
        return Results(numbers=_finite({**logged, **means}), protocol=build.protocol, build=build)
    last: Mapping[str, Any] = build.records[-1] if build.records else {}
    losses = {name: one for name, one in last.items() if name.endswith(LOSS)}
    return Results(numbers=_finite({**logged, **losses}), build=build)


def _newest(build: BuildFiles, name: str) -> Any:
    """The newest value of a logged number; None where there is none."""
    return next((one[name] for one in reversed(build.records) if name in one), None)


def _finite(numbers: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(one) for name, one in numbers.items() if isinstance(one, int | float) and math.isfinite(one)}
