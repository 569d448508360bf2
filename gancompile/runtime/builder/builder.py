"""The builder of a compiled folder: training of its stages, the report, the exports, the manifest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import tensorflow as tf

from gancompile.environment import onednn
from gancompile.environment.cluster import Cluster
from gancompile.folder import Memory, NoCheckpointError, full_disk, read_memory
from gancompile.folder.manifest import read_made, read_manifest
from gancompile.runtime.builder.durations import Durations
from gancompile.runtime.builder.earlier_round import game_at, serve_in_full_precision
from gancompile.runtime.builder.evaluation_step import evaluate_at_end, evaluator_of
from gancompile.runtime.builder.export_step import export_all
from gancompile.runtime.builder.manifest import describe_build, history
from gancompile.runtime.builder.network_files import write_networks
from gancompile.runtime.builder.training_step import TrainingStep
from gancompile.runtime.evaluation import Evaluator
from gancompile.runtime.export import require_format_packages
from gancompile.runtime.game import Game
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.report import write_animation, write_report
from gancompile.runtime.training import ONE_DEVICE, Distribution, Listener, WorkerLost, devices_for, lost_workers
from gancompile.runtime.training.finite import require_finite_state


def build_folder(
    folder: Path,
    listener: Listener,
    *,
    trained: bool = True,
    cluster: Cluster | None = None,
    on_one_device: bool = False,
) -> Game:
    """Trains the program of a compiled folder, from its newest checkpoint where it has one, and exports the game.

    trained: False exports the initial weights. cluster: the machines that train together, of which this is the chief. on_one_device:
    whatever the spec asks for, as its rounds have been played elsewhere. Raises Interrupted (a checkpoint and a report are then written),
    TrainingError, TrackerError, DataError, EvaluationError, ExportError, FolderError, FullDisk.
    """
    # Read once: nothing else writes it while the folder is locked, and it lists every file of the data.
    program, memory = read_program(folder), read_memory(folder)
    distribution = ONE_DEVICE if on_one_device or not trained else devices_for(program, cluster)
    builder = Builder(program=program, memory=memory, listener=listener, distribution=distribution)
    game = builder.run(trained=trained)
    # The build is finished, whatever has become of the other workers meanwhile.
    with suppress(WorkerLost), lost_workers(distribution):
        distribution.wait_for_all()
    return game


def train_folder(
    folder: Path, listener: Listener, cluster: Cluster | None, on_saved: Callable[[], None] = lambda: None
) -> None:
    """Trains the program of a compiled folder as `build_folder` does, and exports nothing: the chief's part of a training elsewhere.

    on_saved: called where a checkpoint has been written. Raises as `build_folder`.
    """
    program = read_program(folder)
    distribution = devices_for(program, cluster)
    builder = Builder(program=program, memory=read_memory(folder), listener=listener, distribution=distribution)
    builder.train(on_saved)
    with lost_workers(distribution):
        distribution.wait_for_all()


def rewrite_report(folder: Path) -> None:
    """Writes the report of a finished build anew, from its files; nothing where it is not finished."""
    made = read_manifest(folder)
    if not made.get("trained"):
        return
    memory, rounds = read_memory(folder), int(made["rounds"])
    write_report(
        read_program(folder), durations=made["seconds"], rounds_played=rounds,
        history=history(memory, rounds) if memory else (),
    )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds a program. distribution: the devices that it trains on. durations: of the parts of the build."""

    program: Program
    memory: Memory | None
    listener: Listener
    distribution: Distribution = ONE_DEVICE
    durations: Durations = field(default_factory=Durations)

    def run(self, *, trained: bool) -> Game:
        """Trains, exports, and writes the networks, the report and the manifest. Returns: the game."""
        require_format_packages(self.program.formats)
        evaluator = self._evaluator() if trained else None
        if trained:
            game = self._served(self._train(evaluator))
        else:
            with self.durations.of("prepare"):
                game = make_game(self.program)
            serve_in_full_precision(game, self.program)
        require_finite_state(named_state(game), game.rounds_played)
        self._write_results(game, evaluator, trained=trained)
        return game

    def train(self, on_saved: Callable[[], None]) -> None:
        """Trains, and writes checkpoints, records and pictures alone."""
        self._train(self._evaluator(), on_saved)

    def _evaluator(self) -> Evaluator | None:
        """The evaluator of the last stage, whose data are there; None where the spec asks for none."""
        evaluator = evaluator_of(self.program, self.program.folder)
        if evaluator is not None:
            evaluator.reference.check()
        return evaluator

    def _train(self, evaluator: Evaluator | None, on_saved: Callable[[], None] = lambda: None) -> Game:
        if self.program.reproducible:
            tf.config.experimental.enable_op_determinism()
        training = TrainingStep(
            program=self.program,
            memory=self.memory,
            listener=self.listener,
            durations=self.durations,
            report=self._report,
            evaluator=evaluator,
            distribution=self.distribution,
            on_saved=on_saved,
        )
        with lost_workers(self.distribution):
            return training.run()

    def _served(self, trained: Game) -> Game:
        """The game as it is measured and exported: on one device, and in float32 unless the spec says otherwise."""
        if self.distribution.strategy is None and not self.program.computes_in_16_bits:
            return trained
        with self.durations.of("prepare"):
            game = make_game(self.program)
            state = named_state(trained)
            for name, variable in named_state(game).items():
                variable.assign(state[name].value.numpy())
            serve_in_full_precision(game, self.program)
        return game

    def _write_results(self, game: Game, evaluator: Evaluator | None, *, trained: bool) -> None:
        folder = self.program.folder
        with full_disk("what the training has made", folder):
            try:
                exported = self._exported(game)
                if evaluator is not None:
                    with self.durations.of("evaluate"):
                        evaluate_at_end(exported, evaluator, folder, self.listener)
                with self.durations.of("export"):
                    made = read_made(folder)
                    exports = export_all(exported, self.program, self.listener)
                    if made is None or tuple(exports) != made.exports or not (folder / "networks").exists():
                        write_networks(folder / "networks", game)
            finally:
                report = self._report(game, False)
            self.listener.written("report", report)
            describe_build(
                self.program, self.memory, exports, trained=trained, rounds=game.rounds_played,
                durations=self.durations.seconds, onednn=onednn(),
            )  # fmt: skip

    def _exported(self, game: Game) -> Game:
        """The game whose weights leave: as it is, or as it was at the best round, where the spec says so."""
        if self.program.export.get("round") != "best":
            return game
        try:
            found = game_at(self.program.folder, "best", self.listener.warned)
        except NoCheckpointError as error:
            self.listener.warned(f"the last round is exported, not the best one: {error}")
            return game
        self.listener.message(f"exporting the best round, {found.checkpoint.round:,}")
        return found.game

    def _report(self, game: Game, is_live: bool) -> Path:
        """Writes the report, and at an end the animation of the samples. is_live: whether the training still runs."""
        if not is_live:
            write_animation(self.program.folder)
        rounds = game.rounds_played
        return write_report(
            self.program, durations=self.durations.seconds, rounds_played=rounds, is_live=is_live,
            history=history(self.memory, rounds) if self.memory else (),
        )  # fmt: skip
