"""The progress of a training: records and pictures go to all trackers, pictures into `samples/` as well."""

from __future__ import annotations

from dataclasses import replace

from gancompile.files import write_atomically
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Program
from gancompile.runtime.report import ProgressPicture
from gancompile.runtime.trackers import GameNumbers, TrackedRun, Trackers
from gancompile.runtime.training import Listener, Record


class ProgressLog:
    """The progress of all stages of a training. program: the last stage's, whose folder is the build's."""

    def __init__(self, program: Program, listener: Listener) -> None:
        self._program, self._folder, self._listener = program, program.folder, listener
        self._trackers: Trackers | None = None

    def begin_stage(self, game: Game, stage: Program) -> None:
        """Begins a stage; with the first one, the trackers. At round 0, pictures of an earlier training are removed and one is drawn.

        Raises TrackerError.
        """
        self._numbers = GameNumbers(game, stage.scheduled)
        self._picture = ProgressPicture(game, stage)
        if self._trackers is None and int(game.round) < self._program.rounds:
            run = TrackedRun.of(game, self._program)
            self._trackers = Trackers(self._program.report, run, self._listener.message)
        if int(game.round) == 0:
            for path in (self._folder / "samples").glob("round_*.png"):
                path.unlink()
            self.add_picture(0)

    def add_record(self, record: Record) -> None:
        """Gives a record to the trackers, with the numbers of the game that no update logs."""
        if self._trackers:
            added = {name: value for name, value in self._numbers().items() if name not in record.logs}
            self._trackers.add_record(replace(record, logs={**record.logs, **added}))

    def add_picture(self, round: int) -> None:
        """Draws a picture of samples into `samples/` and gives it to the trackers."""
        pixels = self._picture.draw()
        write_atomically(self._folder / "samples" / f"round_{round:08d}.png", as_png(pixels))
        if self._trackers:
            self._trackers.add_picture(round, pixels)

    def close(self, *, finished: bool) -> None:
        """Closes the trackers. finished: whether the training has come to its end."""
        if self._trackers:
            self._trackers.close(finished=finished)
