"""A worker that is not the chief: it computes its share of each round, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import tensorflow as tf

from gancompile.environment.cluster import Cluster
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.training import (
    CheckpointStore,
    Distribution,
    NotFiniteError,
    Silent,
    carry_over,
    devices_for,
    lost_workers,
    train,
)
from gancompile.runtime.training.finite import require_finite_state


class Unsaved(CheckpointStore):
    """The state of the loop of a worker that writes no checkpoints: the chief does."""

    def save(self, *, at_picture: bool = False) -> None:  # type: ignore[override]
        """Judges the state as the chief does, and writes nothing. Raises NotFiniteError."""
        require_finite_state(self._state, self.game.rounds_played)


def follow(folder: Path, cluster: Cluster, on_saved: Callable[[], None] = lambda: None) -> None:
    """Trains the program of a compiled folder together with the chief, which says where it begins, and waits for it to finish.

    folder: of this worker alone. on_saved: called where the chief has written a checkpoint.
    Raises Interrupted, NothingToTrain, TrainingError, DataError.
    """
    program = read_program(folder)
    distribution = devices_for(program, cluster)
    with lost_workers(distribution):
        if program.reproducible:
            tf.config.experimental.enable_op_determinism()
        _train(program, distribution, on_saved)
        distribution.wait_for_all()


def _train(program: Program, distribution: Distribution, on_saved: Callable[[], None]) -> None:
    """Trains to the end, and once more from where the chief says after each rollback."""
    rollbacks = 0
    while True:
        try:
            return _train_stages(program, distribution, on_saved)
        except NotFiniteError:
            rollbacks += 1
            if program.rollback is None or rollbacks > program.rollback.times:
                raise


def _train_stages(program: Program, distribution: Distribution, on_saved: Callable[[], None]) -> None:
    stages = [*(read_program(program.folder / name) for name in program.stages), program]
    before: Game | None = None
    for stage in stages[distribution.of_chief(0) :]:
        with distribution.scope():
            game = make_game(stage)
        if before is not None:
            carry_over(before, game, stage.carried)
        distribution.share_state(game)
        store = Unsaved(program.folder / "checkpoints", game)
        train(
            game, stage, store, Silent(), on_record=lambda _: None, on_picture=lambda _: None,
            distribution=distribution, on_saved=on_saved,
        )  # fmt: skip
        before = game
