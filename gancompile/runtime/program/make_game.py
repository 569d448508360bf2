"""The game of a compiled folder, from its `model.py`."""

from __future__ import annotations

import importlib.util
import sys

import keras

from gancompile.runtime.game import Game
from gancompile.runtime.program.errors import FolderError
from gancompile.runtime.program.program import Program


def make_game(program: Program) -> Game:
    """The game with initial weights that depend on the seed alone. Raises FolderError where `model.py` is missing."""
    keras.utils.set_random_seed(program.seed)
    path = program.folder / "model.py"
    name = f"gancompile_model_{program.digest[:16]}_{program.first_round}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.exists():
        raise FolderError(f"`{program.folder}` has no model.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    game: Game = getattr(module, program.class_name)(seed=program.seed, batch_size=program.data["batch"])
    return game
