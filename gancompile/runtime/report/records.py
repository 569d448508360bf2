"""The records of a training as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gancompile.files import write_atomically
from gancompile.pages import read_records
from gancompile.runtime.training.record import Record


class RecordLog:
    """The file `logs/records.jsonl`. round: at which the training resumes; later records are removed."""

    def __init__(self, path: Path, *, round: int) -> None:
        self.path = path
        kept = [line for line in read_records(path) if line["round"] <= round]
        write_atomically(path, "".join(json.dumps(line) + "\n" for line in kept))

    def add(self, record: Record) -> None:
        """Appends one record."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(as_json(record)) + "\n")


def as_json(record: Record) -> dict[str, Any]:
    """A record as a dict for JSON."""
    return {
        "phase": record.phase,
        "round": record.round,
        "rounds": record.rounds,
        "seconds": round(record.seconds, 3),
        "rounds_per_second": round(record.rounds_per_second, 3),
        **{name: float(f"{value:.6g}") for name, value in record.logs.items()},
    }
