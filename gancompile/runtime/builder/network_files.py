"""The trained networks as `.keras` files, from which another spec may begin: `load: {build: FOLDER, network: NAME}`."""

from __future__ import annotations

import os
from pathlib import Path

import keras

from gancompile.files import sync
from gancompile.runtime.game import Game
from gancompile.runtime.game.named_state import networks_of

AVERAGE = "_average"


def write_networks(folder: Path, game: Game) -> None:
    """Writes `NAME.keras` for each network, and `NAME_average.keras` for its moving average, each atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    averages = {f"{name}{AVERAGE}": network for name, network in game.averages.items()}
    for name, network in {**networks_of(game), **averages}.items():
        _write(network, folder / f"{name}.keras")


def _write(network: keras.Model, path: Path) -> None:
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        network.save(temporary)
        sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
