"""The game of a compiled folder, from its `model.py`."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

import keras

from gancompile.runtime.game import Game
from gancompile.runtime.program.errors import FolderError
from gancompile.runtime.program.program import Program

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Loader(SourceFileLoader):
    """Writes no bytecode: the compiled folder has the files that it is documented to have, and no `__pycache__`."""

    def set_data(self, path: str, data: ReadableBuffer, *, _mode: int = 0o666) -> None:
        """Leaves out what Python would cache."""


def make_game(program: Program) -> Game:
    """The game with initial weights that depend on the seed alone. Raises FolderError where `model.py` is missing."""
    keras.utils.set_random_seed(program.seed)
    path = program.folder / "model.py"
    name = f"gancompile_model_{program.digest[:16]}_{program.first_round}"
    loader = _Loader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None or not path.exists():
        raise FolderError(f"`{program.folder}` has no model.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    game: Game = getattr(module, program.class_name)(seed=program.seed, batch_size=program.data["batch"])
    return game
