"""The builder of a compiled folder: training of its stages, the report, the exports, the manifest."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import tensorflow as tf

from gancompile.environment import VARIABLE, onednn
from gancompile.folder import CheckpointFiles, full_disk, read_memory
from gancompile.runtime.builder.export_step import export_all
from gancompile.runtime.builder.health import Health
from gancompile.runtime.builder.manifest import describe_build, history
from gancompile.runtime.builder.network_files import write_networks
from gancompile.runtime.builder.progress_log import ProgressLog
from gancompile.runtime.game import Game
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.report import write_animation, write_report
from gancompile.runtime.training import (
    CheckpointStore,
    CheckpointValues,
    Listener,
    NotFiniteError,
    Record,
    Retention,
    carry_over,
    newest_whole,
    take_over,
    train,
)
from gancompile.runtime.training.finite import HELP, require_finite_state


def build_folder(folder: Path, listener: Listener, *, trained: bool = True) -> Game:
    """Trains the program of a compiled folder, from its newest checkpoint where it has one, and exports the game.

    trained: False exports the initial weights. Raises Interrupted (a checkpoint and a report are then written), TrainingError,
    DataError, ExportError, FolderError, FullDisk.
    """
    builder = Builder(program=read_program(folder), listener=listener)
    return builder.run(trained=trained)


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds a program. durations: of the parts of the build, in seconds. rollbacks: after losses that were not finite."""

    program: Program
    listener: Listener
    durations: dict[str, float] = field(default_factory=dict)
    rollbacks: int = 0

    @property
    def _checkpoints(self) -> Path:
        return self.program.folder / "checkpoints"

    def run(self, *, trained: bool) -> Game:
        """Trains, exports, and writes the networks, the report and the manifest. Returns: the game."""
        if self.program.reproducible:
            tf.config.experimental.enable_op_determinism()
        if trained:
            game = self._train()
        else:
            with self._timed("prepare"):
                game = make_game(self.program)
        require_finite_state(named_state(game), int(game.round))
        self._write_results(game, trained=trained)
        return game

    def _write_results(self, game: Game, *, trained: bool) -> None:
        folder = self.program.folder
        with full_disk("the networks and the exports", folder):
            try:
                with self._timed("export"):
                    write_networks(folder / "networks", game)
                    exports = export_all(game, self.program, self.listener)
            finally:
                report = self._report(game)
            self.listener.written("report", report)
            describe_build(
                self.program,
                exports,
                trained=trained,
                rounds=int(game.round),
                durations=self.durations,
                onednn=onednn(),
            )

    def _train(self) -> Game:
        """Trains, from the last checkpoint again with lower rates where a number is not finite and the spec asks for that."""
        while True:
            try:
                return self._train_stages()
            except NotFiniteError as error:
                self._roll_back(error)

    def _roll_back(self, error: NotFiniteError) -> None:
        """Counts a rollback. Raises NotFiniteError with what helps where the spec asks for none, or for no more."""
        rollback = self.program.rollback
        if rollback is None:
            raise NotFiniteError(f"{error}. {self._what_is_kept()}. It usually helps: {HELP}", error.round) from error
        if self.rollbacks >= rollback.times:
            times = "once" if rollback.times == 1 else f"{rollback.times} times"
            raise NotFiniteError(
                f"{error}, after going back {times} with lower rates. {self._what_is_kept()}", error.round
            ) from error
        self.rollbacks += 1
        factor = rollback.rate**self.rollbacks
        self.listener.warned(f"{error}; going back to the last checkpoint, with {factor:.3g} of the learning rates")

    def _what_is_kept(self) -> str:
        newest = newest_whole(self._checkpoints, self.listener.warned)
        if newest is None:
            return "No checkpoint had been written yet"
        return f"The checkpoint after round {newest.round:,} and those before it are whole"

    def _train_stages(self) -> Game:
        """Trains the stages in order, from the one that the newest checkpoint belongs to. Returns: the game of the last stage."""
        stages = [*(read_program(self.program.folder / name) for name in self.program.stages), self.program]
        newest = newest_whole(self._checkpoints, self.listener.warned)
        first = self._first_stage(stages, newest)
        game = self._train_stage(stages[first], first, None, newest)
        for number, stage in enumerate(stages[first + 1 :], first + 1):
            game = self._train_stage(stage, number, game, None)
        return game

    def _first_stage(self, stages: list[Program], newest: CheckpointFiles | None) -> int:
        """The number of the stage that a training goes on with."""
        if newest is None:
            return 0
        if not self._is_of_another_game(newest):
            return min(newest.stage, len(stages) - 1)
        return max(number for number, stage in enumerate(stages) if stage.first_round <= newest.round)

    def _is_of_another_game(self, checkpoint: CheckpointFiles) -> bool:
        """Whether a checkpoint was written before the spec was changed into one that does not simply go on."""
        memory = read_memory(self.program.folder)
        return memory is not None and any(leg.carries for leg in memory.legs[checkpoint.leg + 1 :])

    def _train_stage(self, stage: Program, number: int, before: Game | None, newest: CheckpointFiles | None) -> Game:
        """Trains one stage. before: the game of the stage before, whose weights are carried over. newest: to go on from, if any."""
        memory = read_memory(self.program.folder)
        with self._timed("prepare"):
            game = make_game(stage)
            if before is not None:
                carry_over(before, game, stage.carried)
        keeping = self.program.checkpoints
        store = CheckpointStore(
            self._checkpoints, game, stage=number, leg=len(memory.legs) - 1 if memory else 0,
            retention=Retention(keep=keeping.keep, best=keeping.best, highest=keeping.highest),
        )  # fmt: skip
        if newest is not None:
            self._go_on_from(newest, game, store, stage)
        self._lower_rates(game)
        log = ProgressLog(self.program.folder, game, stage, report=lambda: self._report(game, is_live=True))
        health = Health(game, stage, self.listener)

        def on_record(record: Record) -> None:
            log.add_record(record)
            health.add_record(record)

        def on_picture(round: int) -> None:
            log.add_picture(round)
            health.look_at_samples(round)

        try:
            with self._timed("train"):
                train(game, stage, store, self.listener, on_record=on_record, on_picture=on_picture)
        except BaseException:
            # The page must not go on as if the training did.
            self._report(game)
            raise
        finally:
            log.close()
        return game

    def _go_on_from(self, checkpoint: CheckpointFiles, game: Game, store: CheckpointStore, stage: Program) -> None:
        if self._is_of_another_game(checkpoint):
            for part in take_over(game, CheckpointValues(checkpoint)):
                self.listener.message(str(part))
            return
        store.restore(checkpoint)
        if checkpoint.round < stage.rounds:
            self.listener.message(f"going on after round {checkpoint.round:,} of {stage.rounds:,}")
        if checkpoint.onednn != onednn():
            how = f"with {VARIABLE}={checkpoint.onednn}" if checkpoint.onednn else f"without {VARIABLE}"
            self.listener.message(f"the rounds so far were trained {how}: numbers will differ from here on")

    def _lower_rates(self, game: Game) -> None:
        """Lowers the rates of a game to what the rollbacks so far ask for; some of them may be of an earlier process."""
        rollback = self.program.rollback
        if rollback is None:
            return
        current = float(game.rate_factor.value)
        self.rollbacks = max(self.rollbacks, round(math.log(current) / math.log(rollback.rate)))
        wanted = rollback.rate**self.rollbacks
        if not math.isclose(wanted, current, rel_tol=1e-5):
            game.slow_down(wanted / current)

    def _report(self, game: Game, *, is_live: bool = False) -> Path:
        """Writes the report, and at an end the animation of the samples. is_live: whether the training still runs."""
        if not is_live:
            write_animation(self.program.folder)
        rounds = int(game.round)
        memory = read_memory(self.program.folder)
        return write_report(
            self.program, durations=self.durations, rounds_played=rounds, is_live=is_live,
            history=history(memory, rounds) if memory else (),
        )  # fmt: skip

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.durations[part] = self.durations.get(part, 0.0) + time.monotonic() - began
