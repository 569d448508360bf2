"""Checkpoints: the state of a game, written whole or not at all, and verified before it is restored."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tensorflow as tf

from gancompile.environment import onednn
from gancompile.files import sync, write_json
from gancompile.folder import CheckpointFiles, NoCheckpointError, full_disk
from gancompile.folder.checkpoint_files import checkpoint_name, sha256_of
from gancompile.runtime.game import Game
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.training.finite import require_finite_state
from gancompile.runtime.training.retention import Retention, superseded

TEMPORARY = ".saving-"


class CheckpointStore:
    """The folder `checkpoints/` of a build. stage, leg: whose game it is. retention: which checkpoints are kept.

    notes: the state of the training loop, as plain JSON. numbers: of the last record. rollbacks: so far, whose lower rates the state has.
    """

    def __init__(
        self, folder: Path, game: Game, *, stage: int = 0, leg: int = 0, retention: Retention | None = None
    ) -> None:
        self.folder, self.game, self.stage, self.leg = folder, game, stage, leg
        self.notes: dict[str, Any] = {}
        self.numbers: Mapping[str, float] = {}
        self.rollbacks = 0
        self._retention = retention or Retention()
        self._state = named_state(game)
        self._checkpoint = tf.train.Checkpoint(state=[variable.value for variable in self._state.values()])

    def save(self, *, at_picture: bool = False) -> CheckpointFiles:
        """Writes the state after the current round, and removes checkpoints that are superseded.

        at_picture: whether samples were drawn at this round. Raises NotFiniteError where a weight is not finite, and FullDisk; the
        checkpoints there are then stay.
        """
        round = self.game.rounds_played
        require_finite_state(self._state, round)
        self.folder.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(self.folder)
        with full_disk(f"the checkpoint after round {round:,}", self.folder):
            checkpoint = self._write(round, at_picture=at_picture)
        for one in superseded(self.folder, self._retention, self.leg):
            one.remove()
        return checkpoint

    def _write(self, round: int, *, at_picture: bool) -> CheckpointFiles:
        """The files first, then the description that makes them count."""
        name = checkpoint_name(round)
        temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, suffix=f"-{os.getpid()}", dir=self.folder))
        try:
            self._checkpoint.write(str(temporary / name))
            paths = sorted(path for path in temporary.iterdir() if path.name.startswith(f"{name}."))
            for path in paths:
                sync(path)
            checkpoint = CheckpointFiles(
                folder=self.folder, name=name, round=round, stage=self.stage, leg=self.leg, onednn=onednn(), at_picture=at_picture,
                files={path.name: sha256_of(path) for path in paths}, variables=list(self._state),
                numbers=self.numbers, notes=self.notes, rollbacks=self.rollbacks,
            )  # fmt: skip
            for path in paths:
                path.replace(self.folder / path.name)
            sync(self.folder)
            write_json(self.folder / f"{name}.json", checkpoint.as_json())
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return checkpoint

    def restore(self, checkpoint: CheckpointFiles) -> None:
        """Restores a checkpoint of this very game. Raises NoCheckpointError where it holds the state of another one."""
        values = CheckpointValues(checkpoint)
        if not values.fit(self._state):
            raise NoCheckpointError(f"`{checkpoint.prefix}` holds the state of another game than `model.py` makes")
        for name, variable in self._state.items():
            variable.assign(values[name])
        self.notes.clear()
        self.notes.update(checkpoint.notes)
        self.numbers = checkpoint.numbers
        self.rollbacks = checkpoint.rollbacks


class CheckpointValues:
    """The values in a checkpoint by the names of `named_state`, read one by one."""

    def __init__(self, checkpoint: CheckpointFiles) -> None:
        self._reader = tf.train.load_checkpoint(str(checkpoint.prefix))
        self._keys = {
            name: f"state/{i}/.ATTRIBUTES/VARIABLE_VALUE"
            for i, name in enumerate(checkpoint.variables)
            if self._reader.has_tensor(f"state/{i}/.ATTRIBUTES/VARIABLE_VALUE")
        }
        shapes = self._reader.get_variable_to_shape_map()
        self.shapes = {name: tuple(shapes[key]) for name, key in self._keys.items()}

    def __getitem__(self, name: str) -> Any:
        return self._reader.get_tensor(self._keys[name])

    def fit(self, state: Mapping[str, Any]) -> bool:
        """Whether these are values for all variables of a state and for no others."""
        return self.shapes == {name: tuple(variable.shape) for name, variable in state.items()}


def _remove_unfinished(folder: Path) -> None:
    """Removes what a save that was killed has left: the lock of the build's folder says that no other process is at it."""
    for path in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(path, ignore_errors=True)
