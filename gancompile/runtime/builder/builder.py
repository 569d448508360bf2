"""The builder of a compiled folder: training of its stages, the report, the exports, the manifest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gancompile.environment import VARIABLE, onednn
from gancompile.files import write_json
from gancompile.runtime.builder.progress_log import ProgressLog
from gancompile.runtime.export import exporters
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.report import versions, write_report
from gancompile.runtime.trackers import require_packages
from gancompile.runtime.training import CheckpointStore, Interrupted, Listener, carry_over, train


def build_folder(folder: Path, listener: Listener, *, trained: bool = True, fresh: bool = False) -> Game:
    """Trains the program of a compiled folder, from its newest checkpoint where it has one, and exports the game.

    trained: False exports the initial weights. fresh: starts at round 0, whatever is there.
    Raises Interrupted (a checkpoint and a report are then written), TrainingError, TrackerError, DataError, ExportError,
    FolderError.
    """
    builder = Builder(program=read_program(folder), listener=listener)
    return builder.run(trained=trained, fresh=fresh)


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds a program. durations: of the parts of the build, in seconds."""

    program: Program
    listener: Listener
    durations: dict[str, float] = field(default_factory=dict)

    def run(self, *, trained: bool, fresh: bool) -> Game:
        """Trains, exports, and writes the report and the manifest. Returns: the game."""
        if trained:
            game = self._train_stages(fresh)
        else:
            with self._timed("prepare"):
                game = make_game(self.program)
        self._export(game)
        self.listener.written("report", self._report(game))
        self._write_manifest(game, trained)
        return game

    def _train_stages(self, fresh: bool) -> Game:
        """Trains the stages in order, from the one that the newest checkpoint belongs to. Returns: the game of the last stage."""
        require_packages(self.program.report)
        stages = [*(read_program(self.program.folder / name) for name in self.program.stages), self.program]
        folder = self.program.folder / "checkpoints"
        saved = None if fresh else CheckpointStore.digest_of(folder)
        first = next((i for i, stage in enumerate(stages) if _digest(stage) == saved), 0)
        log, finished = ProgressLog(self.program, self.listener), False
        try:
            game = self._train_stage(stages[first], None, log, resumes=not fresh)
            for stage in stages[first + 1 :]:
                game = self._train_stage(stage, game, log, resumes=False)
            finished = True
        finally:
            log.close(finished=finished)
        return game

    def _train_stage(self, stage: Program, before: Game | None, log: ProgressLog, *, resumes: bool) -> Game:
        """Trains one stage. before: the game of the stage before, whose weights are carried over. resumes: from a checkpoint, if any."""
        with self._timed("prepare"):
            game = make_game(stage)
            if before is not None:
                carry_over(before, game, stage.carried)
        store = CheckpointStore(self.program.folder / "checkpoints", game, _digest(stage))
        if resumes:
            self._restore(stage, game, store)
        log.begin_stage(game, stage)
        try:
            with self._timed("train"):
                train(game, stage, store, self.listener, on_record=log.add_record, on_picture=log.add_picture)
        except Interrupted:
            self._report(game)
            raise
        return game

    def _restore(self, stage: Program, game: Game, store: CheckpointStore) -> None:
        if store.restore():
            self.listener.message(f"resuming after round {int(game.round):,} of {stage.rounds:,}")
            before = store.began_with_onednn
            if before is not None and before != onednn():
                how = f"with {VARIABLE}={before}" if before else f"without {VARIABLE}"
                self.listener.message(f"the rounds so far were trained {how}: numbers will differ from here on")
        elif store.pointer.exists():
            self.listener.message("the checkpoint here is of another program: starting at round 0")

    def _export(self, game: Game) -> None:
        folder = self.program.folder
        lock = folder / "spec.lock.yaml"
        for kind, export in exporters().items():
            with self._timed("export"):
                path = export(game, self.program, folder / kind, assets=[lock] if lock.exists() else [])
            self.listener.written(kind.replace("_", " "), path)

    def _report(self, game: Game) -> Path:
        return write_report(self.program, durations=self.durations, rounds_played=int(game.round))

    def _write_manifest(self, game: Game, trained: bool) -> None:
        manifest = {
            "name": self.program.name,
            "digest": self.program.digest,
            "seed": self.program.seed,
            "trained": trained,
            "rounds": int(game.round),
            "seconds": {name: round(seconds, 2) for name, seconds in self.durations.items()},
            "versions": versions(),
            "onednn": onednn(),
        }
        write_json(self.program.folder / "manifest.json", manifest)

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.durations[part] = self.durations.get(part, 0.0) + time.monotonic() - began


def _digest(stage: Program) -> str:
    """The digest of a stage: two stages of one program have different weights."""
    return f"{stage.digest}:{stage.first_round}"
