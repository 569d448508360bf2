"""The records of a training as JSON lines."""

from __future__ import annotations

import json

import numpy as np

from gancompile.files import write_atomically
from gancompile.pages import read_records
from gancompile.runtime.report.records import as_json
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.training import Record


def begin(run: TrackedRun) -> JsonLines:
    """The file `logs/records.jsonl`, without the records after the round at which the training begins."""
    return JsonLines(run)


class JsonLines:
    """Appends a JSON object a line for each record."""

    def __init__(self, run: TrackedRun) -> None:
        self._path = run.logs / "records.jsonl"
        kept = [line for line in read_records(self._path) if 0 < line["round"] <= run.round]
        write_atomically(self._path, "".join(json.dumps(line) + "\n" for line in kept))

    def add_record(self, record: Record) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(as_json(record)) + "\n")

    def add_picture(self, round: int, pixels: np.ndarray) -> None: ...

    def close(self, *, finished: bool) -> None: ...
