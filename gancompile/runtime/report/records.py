"""The form of records in files."""

from __future__ import annotations

import math
from typing import Any

from gancompile.runtime.training.record import Record


def as_row(record: Record) -> dict[str, Any]:
    """A record as a flat dict, with numbers of six digits."""
    return {
        "phase": record.phase,
        "round": record.round,
        "rounds": record.rounds,
        "seconds": round(record.seconds, 3),
        "rounds_per_second": round(record.rounds_per_second, 3),
        **{name: float(f"{value:.6g}") for name, value in record.logs.items()},
    }


def as_json(record: Record) -> dict[str, Any]:
    """A record as a dict for JSON, which has no NaN and no infinity: such numbers are left out."""
    return {name: value for name, value in as_row(record).items() if name == "phase" or math.isfinite(value)}
