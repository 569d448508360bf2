"""Checkpoints: the state of a game, and a pointer file that is written last and atomically."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tensorflow as tf

from gancompile.environment import onednn
from gancompile.files import write_json
from gancompile.runtime.game import Game

POINTER = "latest.json"


class CheckpointStore:
    """The folder `checkpoints/` of a build. digest: of the program; a checkpoint of another program is never restored.

    notes: the state of the training loop, as plain JSON.
    """

    def __init__(self, folder: Path, game: Game, digest: str) -> None:
        self.folder, self.game, self.digest = folder, game, digest
        self.notes: dict[str, Any] = {}
        self._checkpoint = tf.train.Checkpoint(
            state=[variable.value if hasattr(variable, "value") else variable for variable in game.state()]
        )

    @staticmethod
    def digest_of(folder: Path) -> str | None:
        """The digest of the program whose checkpoint a folder holds; None where there is none."""
        pointer = _read_pointer(folder / POINTER)
        digest: str | None = pointer.get("digest") if pointer else None
        return digest

    @property
    def pointer(self) -> Path:
        """The file that names the newest complete checkpoint."""
        return self.folder / POINTER

    @property
    def began_with_onednn(self) -> str | None:
        """The choice of oneDNN that the newest checkpoint was made with; None where there is none."""
        pointer = _read_pointer(self.pointer)
        return pointer.get("onednn") if pointer else None

    def save(self) -> Path:
        """Writes the state after the current round, then the pointer, then removes older checkpoints. Returns: the checkpoint's path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"round_{int(self.game.round):08d}"
        self._checkpoint.write(str(self.folder / name))
        pointer = {
            "round": int(self.game.round),
            "name": name,
            "digest": self.digest,
            "onednn": onednn(),
            "notes": self.notes,
        }
        write_json(self.pointer, pointer)
        for path in self.folder.glob("round_*"):
            if not path.name.startswith(f"{name}."):
                path.unlink(missing_ok=True)
        return self.folder / name

    def restore(self) -> bool:
        """Restores the newest checkpoint of this program. Returns: False where there is none."""
        pointer = _read_pointer(self.pointer)
        if pointer is None or pointer.get("digest") != self.digest:
            return False
        if not (self.folder / f"{pointer['name']}.index").exists():
            return False
        self._checkpoint.read(str(self.folder / pointer["name"])).assert_consumed()
        self.notes.clear()
        self.notes.update(pointer.get("notes", {}))
        return True


def _read_pointer(path: Path) -> dict[str, Any] | None:
    """The contents of a pointer file; None where it is missing or unreadable."""
    try:
        pointer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return pointer
