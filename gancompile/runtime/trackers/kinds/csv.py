"""The records of a training as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.report.records import as_row
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.training import Record

Row = Mapping[str, Any]


def begin(run: TrackedRun) -> Table:
    """The file `logs/records.csv`, without the records after the round at which the training begins."""
    return Table(run)


class Table:
    """Appends a row for each record. A number that was not logged before becomes a new column at the right, empty in earlier rows."""

    def __init__(self, run: TrackedRun) -> None:
        self._path = run.logs / "records.csv"
        self._columns, rows = _read(self._path)
        self._write([row for row in rows if int(row["round"]) <= run.round] if run.round else [])

    def add_record(self, record: Record) -> None:
        row = as_row(record)
        added = [name for name in row if name not in self._columns]
        if added:
            self._columns += added
            self._write([*_read(self._path)[1], row])
            return
        with self._path.open("a", encoding="utf-8", newline="") as file:
            file.write(self._text([row]))

    def add_picture(self, round: int, pixels: np.ndarray) -> None: ...

    def close(self, *, finished: bool) -> None: ...

    def _write(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows:
            self._columns = []
        head = self._text([dict(zip(self._columns, self._columns, strict=True))]) if self._columns else ""
        write_atomically(self._path, head + self._text(rows))

    def _text(self, rows: Iterable[Row]) -> str:
        text = io.StringIO()
        csv.DictWriter(text, self._columns, restval="", lineterminator="\n").writerows(rows)
        return text.getvalue()


def _read(path: Path) -> tuple[list[str], list[Row]]:
    """The columns and the rows of a file, without a last line that is cut off."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    reader = csv.DictReader(io.StringIO(text[: text.rfind("\n") + 1], newline=""))
    rows: list[Row] = [row for row in reader if row.get("round", "").isdecimal() and None not in row]
    return list(reader.fieldnames or ()), rows
