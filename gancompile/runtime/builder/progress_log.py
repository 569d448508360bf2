"""The progress of a training in the files of a build: records, TensorBoard logs, pictures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from gancompile.files import write_atomically
from gancompile.pages import ABOUT
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Program
from gancompile.runtime.report import ANIMATION, ProgressPicture, RecordLog, TensorBoardLog, write_animation
from gancompile.runtime.training import Record

SECONDS_BETWEEN_REPORTS = 60.0
"""Of a long training, whose pictures are hours apart; a report takes less than a second."""

CHEAP_TO_ANIMATE = 3_000_000
"""Numbers in a picture; the animation of larger ones takes seconds, and is written at the end alone."""


class ProgressLog:
    """The logs and pictures of a training. At round 0, those of an earlier training are removed and the first picture is drawn.

    report: writes the report of a training that still runs: at its start, after each picture, and in between.
    """

    def __init__(self, folder: Path, game: Game, program: Program, *, report: Callable[[], object]) -> None:
        round = int(game.round)
        if round == 0:
            for path in [*(folder / "samples").glob("round_*.png"), *(folder / "logs").glob("events.*")]:
                path.unlink()
            (folder / ANIMATION).unlink(missing_ok=True)
        self._report, self._reported = report, time.monotonic()
        self._folder = folder
        self._records = RecordLog(folder / "logs" / "records.jsonl", round=round)
        self._board = TensorBoardLog(folder / "logs")
        self._picture = ProgressPicture(game, program)
        if round == 0:
            self.add_picture(0)
        else:
            self._write_report()

    def add_record(self, record: Record) -> None:
        """Appends a record to the JSON lines and to the TensorBoard log."""
        self._records.add(record)
        self._board.add(record)
        if time.monotonic() - self._reported > SECONDS_BETWEEN_REPORTS:
            self._write_report()

    def add_picture(self, round: int) -> None:
        """Draws a picture of samples into `samples/`, their animation, the TensorBoard log, and the report."""
        drawing = self._picture.draw()
        self._board.add_picture(round, drawing.pixels)
        png = as_png(drawing.pixels, {ABOUT: json.dumps(drawing.about)})
        write_atomically(self._folder / "samples" / f"round_{round:08d}.png", png)
        if drawing.pixels.size <= CHEAP_TO_ANIMATE:
            write_animation(self._folder)
        self._write_report()

    def close(self) -> None:
        """Closes the TensorBoard log."""
        self._board.close()

    def _write_report(self) -> None:
        self._report()
        self._reported = time.monotonic()
