"""The metrics that a build has measured: while it trained, in its records, and at its end, in `evaluation/results.json`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.doctor.curve import Curve, curve_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """curves: of each number, by one protocol. newest: each number as measured last, with its round."""

    curves: Mapping[str, Curve] = field(default_factory=dict)
    newest: Mapping[str, tuple[int, float]] = field(default_factory=dict)


def read_measured(evaluations: Sequence[Mapping[str, Any]], curves: Mapping[str, Curve]) -> Measured:
    """What a build has measured. evaluations: its results, oldest first; those that cannot be read are left out. curves: of its records."""
    known = metric_numbers()
    of_records = {name: curve for name, curve in curves.items() if name in known}
    results = [one for one in map(_result, evaluations) if one]
    protocols = [one["protocol"] for one in results]
    usual = max(protocols, key=protocols.count, default=None)
    of_results = _curves([one for one in results if one["protocol"] == usual])
    newest = {name: (curve.rounds[-1], curve.last) for name, curve in of_records.items()}
    for one in results:
        for name, value in one["numbers"].items():
            if name in known and one["round"] >= newest.get(name, (0, 0.0))[0]:
                newest[name] = (one["round"], value)
    return Measured(curves={**of_results, **of_records}, newest=newest)


def _curves(results: Sequence[Mapping[str, Any]]) -> dict[str, Curve]:
    points: dict[str, dict[int, float]] = defaultdict(dict)
    for one in results:
        for name, value in one["numbers"].items():
            points[name][one["round"]] = value
    return {name: curve_of(found) for name, found in points.items()}


def _result(one: Mapping[str, Any]) -> dict[str, Any] | None:
    """Round, protocol and means of a result; None where it is damaged."""
    try:
        numbers = {
            str(name): float(number["mean"])
            for name, number in one["numbers"].items()
            if isinstance(number.get("mean"), int | float) and math.isfinite(number["mean"])
        }
        return {"round": int(one["round"]), "protocol": str(one.get("protocol_sha256")), "numbers": numbers}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
