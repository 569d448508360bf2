"""The progress of a training: records and pictures go to all trackers, pictures into `samples/`, and both into the report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

from gancompile.files import write_atomically
from gancompile.pages import ABOUT
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Program
from gancompile.runtime.report import ANIMATION, ProgressPicture, write_animation
from gancompile.runtime.trackers import GameNumbers, TrackedRun, Trackers
from gancompile.runtime.training import Listener, Record

SECONDS_BETWEEN_REPORTS = 60.0
"""Of a long training, whose pictures are hours apart; a report takes less than a second."""
SECONDS_TO_SEE = 1.0
"""A report is not written more often: in a short training, pictures are closer together than a person can look at them."""
CHEAP_TO_ANIMATE = 3_000_000
"""Numbers in a picture; the animation of larger ones takes seconds, and is written at the end alone."""


class ProgressLog:
    """The progress of all stages of a training. program: the last stage's, whose folder is the build's."""

    def __init__(self, program: Program, listener: Listener) -> None:
        self._program, self._folder, self._listener = program, program.folder, listener
        self._trackers: Trackers | None = None

    def begin_stage(
        self, game: Game, stage: Program, *, report: Callable[[], object], is_unmeasured: bool = False
    ) -> None:
        """Begins a stage; with the first one, the trackers. At round 0, pictures of an earlier training are removed and one is drawn.

        report: writes the report of a training that still runs: now, with pictures, and in between. is_unmeasured: whether the round at
        which it begins still waits for its metrics. Raises TrackerError.
        """
        self._report, self._reported = report, time.monotonic()
        self._numbers = GameNumbers(game, stage.scheduled)
        self._picture = ProgressPicture(game, stage)
        if self._trackers is None and (game.rounds_played < self._program.rounds or is_unmeasured):
            run = TrackedRun.of(game, self._program)
            self._trackers = Trackers(self._program.report, run, self._listener.message)
        if game.rounds_played > 0:
            self._write_report()
            return
        for path in (self._folder / "samples").glob("round_*.png"):
            path.unlink()
        (self._folder / ANIMATION).unlink(missing_ok=True)
        self.add_picture(0)

    def add_record(self, record: Record) -> None:
        """Gives a record to the trackers, with the numbers of the game that no update logs."""
        if self._trackers:
            added = {name: value for name, value in self._numbers().items() if name not in record.logs}
            self._trackers.add_record(replace(record, logs={**record.logs, **added}))
        if time.monotonic() - self._reported > SECONDS_BETWEEN_REPORTS:
            self._write_report()

    def add_picture(self, round: int) -> None:
        """Draws a picture of samples into `samples/`, their animation and the report, and gives it to the trackers."""
        drawing = self._picture.draw()
        png = as_png(drawing.pixels, {ABOUT: json.dumps(drawing.about)})
        write_atomically(self._folder / "samples" / f"round_{round:08d}.png", png)
        if self._trackers:
            self._trackers.add_picture(round, drawing.pixels)
        if round > 0 and time.monotonic() - self._reported < SECONDS_TO_SEE:
            return
        if drawing.pixels.size <= CHEAP_TO_ANIMATE:
            write_animation(self._folder)
        self._write_report()

    def close(self, *, finished: bool) -> None:
        """Closes the trackers. finished: whether the training has come to its end."""
        if self._trackers:
            self._trackers.close(finished=finished)

    def _write_report(self) -> None:
        self._report()
        self._reported = time.monotonic()
