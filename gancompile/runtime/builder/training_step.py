"""The training of a build: its stages in order, from the newest checkpoint, and from there again where a number is not finite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gancompile.environment import VARIABLE, onednn
from gancompile.folder import CheckpointFiles, Memory, full_disk, newest_whole
from gancompile.folder.memory import leg_folder
from gancompile.runtime.builder.durations import Durations
from gancompile.runtime.builder.evaluation_step import evaluator_of, measuring_of
from gancompile.runtime.builder.health import Health
from gancompile.runtime.builder.progress_log import ProgressLog
from gancompile.runtime.builder.variation_log import VariationLog
from gancompile.runtime.evaluation import Evaluator
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.trackers import require_packages
from gancompile.runtime.training import (
    ONE_DEVICE,
    CheckpointStore,
    CheckpointValues,
    Distribution,
    Listener,
    NotFiniteError,
    Record,
    Retention,
    carry_over,
    take_over,
    train,
)
from gancompile.runtime.training.finite import HELP
from gancompile.runtime.training.phase_run import UNMEASURED


@dataclass(slots=True, kw_only=True)
class TrainingStep:
    """Trains a program. report: writes the report of a game, live or at an end. rollbacks: after numbers that were not finite.

    evaluator: of the last stage, where the spec asks for evaluations. distribution: the devices that it trains on.
    on_saved: called by all workers where the chief has written a checkpoint.
    """

    program: Program
    memory: Memory | None
    listener: Listener
    durations: Durations
    report: Callable[[Game, bool], object]
    evaluator: Evaluator | None
    distribution: Distribution = ONE_DEVICE
    on_saved: Callable[[], None] = lambda: None
    rollbacks: int = 0

    def run(self) -> Game:
        """Trains to the end of the schedule. Returns: the game of the last stage. Raises as `build_folder`."""
        require_packages(self.program.report)
        while True:
            try:
                with full_disk("the progress of the training", self.program.folder):
                    return self._train_stages()
            except NotFiniteError as error:
                self._roll_back(error)

    @property
    def _checkpoints(self) -> Path:
        return self.program.folder / "checkpoints"

    def _roll_back(self, error: NotFiniteError) -> None:
        """Counts a rollback. Raises NotFiniteError with what helps where the spec asks for none, or for no more."""
        rollback = self.program.rollback
        if rollback is None:
            raise NotFiniteError(f"{error}. {self._what_is_kept()}. What usually helps: {HELP}", error.round) from error
        if self.rollbacks >= rollback.times:
            times = "once" if rollback.times == 1 else f"{rollback.times} times"
            message = f"{error}, after going back {times} with lower rates. {self._what_is_kept()}"
            raise NotFiniteError(message, error.round) from error
        self.rollbacks += 1
        newest = newest_whole(self._checkpoints, lambda _: None)
        where = f"the checkpoint after round {newest.round:,}" if newest else "the beginning"
        self.listener.warned(
            f"{error}; going back to {where}, with {rollback.rate**self.rollbacks:.3g} of the learning rates"
        )

    def _what_is_kept(self) -> str:
        newest = newest_whole(self._checkpoints, self.listener.warned)
        if newest is None:
            return "No checkpoint had been written yet"
        return f"The checkpoint after round {newest.round:,} is whole"

    def _train_stages(self) -> Game:
        """Trains the stages in order, from the one that the newest checkpoint belongs to. Returns: the game of the last stage."""
        stages = [*(read_program(self.program.folder / name) for name in self.program.stages), self.program]
        newest = newest_whole(self._checkpoints, self.listener.warned)
        first = self.distribution.of_chief(self._first_stage(stages, newest))
        log, finished = ProgressLog(self.program, self.listener), False
        try:
            game = self._train_stage(stages[first], first, log, newest=newest)
            for number, stage in enumerate(stages[first + 1 :], first + 1):
                game = self._train_stage(stage, number, log, before=game)
            finished = True
        finally:
            log.close(finished=finished)
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
        memory = self.memory
        return memory is not None and any(leg.carries for leg in memory.legs[checkpoint.leg + 1 :])

    def _train_stage(
        self,
        stage: Program,
        number: int,
        log: ProgressLog,
        *,
        before: Game | None = None,
        newest: CheckpointFiles | None = None,
    ) -> Game:
        """Trains one stage. before: the game of the stage before, whose weights are carried over. newest: to go on from, if any."""
        with self.durations.of("prepare"):
            with self.distribution.scope():
                game = make_game(stage)
            if before is not None:
                carry_over(before, game, stage.carried)
        store = self._store(game, number)
        if newest is not None:
            self._go_on_from(newest, game, store, stage)
        self._lower_rates(game, store)
        self.distribution.share_state(game)
        is_unmeasured = store.notes.get(UNMEASURED) == game.rounds_played
        log.begin_stage(game, stage, report=lambda: self.report(game, True), is_unmeasured=is_unmeasured)
        health = Health(game, stage, self.listener, VariationLog(self.program.folder, game.rounds_played))

        def on_record(record: Record) -> None:
            log.add_record(record)
            health.add_record(record)

        def on_picture(round: int) -> None:
            log.add_picture(round)
            health.look_at_samples(round)

        try:
            folder = self.program.folder
            evaluator = self.evaluator if stage is self.program else evaluator_of(stage, folder)
            measuring = measuring_of(game, evaluator, folder, self.listener)
            with self.durations.of("train"):
                train(
                    game, stage, store, self.listener, on_record=on_record, on_picture=on_picture, measuring=measuring,
                    distribution=self.distribution, on_saved=self.on_saved,
                )  # fmt: skip
            if measuring is not None:
                self.durations.move(measuring.spent, "train", "evaluate")
        except BaseException:
            # The page must not go on as if the training did.
            self.report(game, False)
            raise
        return game

    def _store(self, game: Game, stage: int) -> CheckpointStore:
        keeping, memory = self.program.checkpoints, self.memory
        retention = Retention(keep=keeping.keep, best=keeping.best, highest=keeping.highest)
        leg = len(memory.legs) - 1 if memory else 0
        return CheckpointStore(self._checkpoints, game, stage=stage, leg=leg, retention=retention)

    def _go_on_from(self, checkpoint: CheckpointFiles, game: Game, store: CheckpointStore, stage: Program) -> None:
        if self._is_of_another_game(checkpoint):
            for part in take_over(game, CheckpointValues(checkpoint), kept=self._newly_loaded(checkpoint)):
                self.listener.message(str(part))
            return
        store.restore(checkpoint)
        if checkpoint.round < stage.rounds:
            self.listener.message(f"going on after round {checkpoint.round:,} of {stage.rounds:,}")
        if checkpoint.onednn != onednn():
            how = f"with {VARIABLE}={checkpoint.onednn}" if checkpoint.onednn else f"without {VARIABLE}"
            self.listener.message(f"the rounds so far were trained {how}: numbers will differ from here on")

    def _newly_loaded(self, checkpoint: CheckpointFiles) -> frozenset[str]:
        """The networks that keep what they were loaded with: those that stay as they are, and those that the spec before did not load."""
        memory, loaded = self.memory, self.program.loaded
        before = (
            read_program(leg_folder(self.program.folder, checkpoint.leg, memory)).loaded if memory and loaded else {}
        )
        return frozenset(name for name, one in loaded.items() if one["frozen"] or before.get(name) != one)

    def _lower_rates(self, game: Game, store: CheckpointStore) -> None:
        """Lowers the rates of a game by the rollbacks that its state does not know of; some may be of an earlier process."""
        rollback = self.program.rollback
        if rollback is None:
            return
        self.rollbacks = max(self.rollbacks, store.rollbacks)
        if self.rollbacks > store.rollbacks:
            game.slow_down(rollback.rate ** (self.rollbacks - store.rollbacks))
        store.rollbacks = self.rollbacks
