"""The form of records in files, and the reader of `logs/records.jsonl`."""

from __future__ import annotations

import json
import math
from pathlib import Path
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


def read_records(path: Path) -> list[dict[str, Any]]:
    """All records of a file, without a last line that is cut off."""
    records = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            records.append(json.loads(line))
        except ValueError:
            break
    return records
