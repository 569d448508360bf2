"""Checkpoints: all of a game's state, with a pointer that is written last and atomically."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tensorflow as tf

from gancompile.files import write_json
from gancompile.runtime.game import Game

POINTER = "latest.json"


class CheckpointStore:
    """The folder `checkpoints/` of a build. digest: of the program, so that another program's weights are never taken for its own.

    notes: what the loop needs to go on exactly, as plain JSON.
    """

    def __init__(self, folder: Path, game: Game, digest: str) -> None:
        self.folder, self.game, self.digest = folder, game, digest
        self.notes: dict[str, Any] = {}
        self._checkpoint = tf.train.Checkpoint(
            state=[variable.value if hasattr(variable, "value") else variable for variable in game.state()]
        )

    @staticmethod
    def digest_of(folder: Path) -> str | None:
        """Whose checkpoint a folder holds, None where there is none."""
        try:
            told = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        digest: str | None = told.get("digest")
        return digest

    @property
    def pointer(self) -> Path:
        """The file that names the newest whole checkpoint."""
        return self.folder / POINTER

    def save(self) -> Path:
        """Writes the state after the game's present round, then points to it, then removes older ones."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"round_{int(self.game.round):08d}"
        self._checkpoint.write(str(self.folder / name))
        write_json(
            self.pointer, {"round": int(self.game.round), "name": name, "digest": self.digest, "notes": self.notes}
        )
        for path in self.folder.glob("round_*"):
            if not path.name.startswith(f"{name}."):
                path.unlink(missing_ok=True)
        return self.folder / name

    def restore(self) -> bool:
        """Brings the game to the newest checkpoint of this program; False where there is none."""
        try:
            told = json.loads(self.pointer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if told.get("digest") != self.digest or not (self.folder / f"{told['name']}.index").exists():
            return False
        self._checkpoint.read(str(self.folder / told["name"])).assert_consumed()
        self.notes.clear()
        self.notes.update(told.get("notes", {}))
        return True
