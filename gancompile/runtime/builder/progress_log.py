"""The progress of a training in the files of a build: records, TensorBoard logs, pictures."""

from __future__ import annotations

from pathlib import Path

from gancompile.files import write_atomically
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Program
from gancompile.runtime.report import ProgressPicture, RecordLog, TensorBoardLog
from gancompile.runtime.training import Record


class ProgressLog:
    """The logs and pictures of a training. At round 0, those of an earlier training are removed and the first picture is drawn."""

    def __init__(self, folder: Path, game: Game, program: Program) -> None:
        round = int(game.round)
        if round == 0:
            for path in [*(folder / "samples").glob("round_*.png"), *(folder / "logs").glob("events.*")]:
                path.unlink()
        self._folder = folder
        self._records = RecordLog(folder / "logs" / "records.jsonl", round=round)
        self._board = TensorBoardLog(folder / "logs")
        self._picture = ProgressPicture(game, program)
        if round == 0:
            self.add_picture(0)

    def add_record(self, record: Record) -> None:
        """Appends a record to the JSON lines and to the TensorBoard log."""
        self._records.add(record)
        self._board.add(record)

    def add_picture(self, round: int) -> None:
        """Draws a picture of samples into `samples/` and into the TensorBoard log."""
        pixels = self._picture.draw()
        self._board.add_picture(round, pixels)
        write_atomically(self._folder / "samples" / f"round_{round:08d}.png", as_png(pixels))

    def close(self) -> None:
        """Closes the TensorBoard log."""
        self._board.close()
