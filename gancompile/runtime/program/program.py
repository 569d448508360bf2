"""A compiled folder as the runtime reads it: `program.json`, and the game of its `model.py`."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.runtime.game import Game

FORMAT = 2


class FolderError(Exception):
    """A folder that is no compiled program, or one of another version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """What ends a phase before its time, told of the record of a number: a bound that it passes, or so many records without a new least."""

    metric: str
    below: float | None
    above: float | None
    patience: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """rounds: how many, at most. method: of the game, plays one. parts: how many batches of the data one takes. batch: of what size."""

    name: str
    rounds: int
    method: str
    parts: int
    batch: int
    until: Until | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInput:
    """An input of a served network. field: the field of the data that it holds, or None for a latent.

    classes: how many a categorical latent has; its shape tells whether it is a whole number or a vector with a 1 at its place.
    side: of the square of a box.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    field: str | None
    distribution: str
    low: float
    high: float
    classes: int | None
    side: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedNetwork:
    """A network as a server sees it. through: an activation that is put on its output at serving.

    outputs: the names of all, where there are several; `output` and `shape` are then those of the first.
    """

    name: str
    inputs: tuple[NetworkInput, ...]
    output: str
    outputs: tuple[str, ...] | None
    shape: tuple[int, ...]
    through: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What `program.json` says. folder: where it stands.

    first_round, rounds: where it begins, and how many the whole schedule has. stages: the folders of what is trained before it. carried:
    of each network, the layers whose weights come from the stage before; None: all.
    """

    folder: Path
    name: str
    made_by: str
    digest: str
    class_name: str
    seed: int
    data: Mapping[str, Any]
    phases: tuple[Phase, ...]
    generator: ServedNetwork
    discriminator: ServedNetwork | None
    first_round: int
    rounds: int
    stages: tuple[str, ...]
    carried: Mapping[str, Sequence[str] | None]

    @property
    def example(self) -> Mapping[str, Any]:
        """The facts of the field that the generator imitates: shape, dtype, low, high."""
        unknown = {"shape": list(self.generator.shape), "low": None, "high": None}
        facts: Mapping[str, Any] = self.data["fields"].get(self.data["example"], unknown)
        return facts

    @property
    def encoding(self) -> Mapping[str, Any] | None:
        """How the numbers of that field stand for rows, sounds or lines; None where they stand for themselves."""
        return self.example.get("encoding")

    def classes(self, field: str) -> int | None:
        """How many labels a field of the data has, or None for one that holds no labels."""
        found: int | None = self.data["fields"][field].get("classes")
        return found


def read_program(folder: Path) -> Program:
    """Reads `program.json`. Raises FolderError where there is none of a format that is known here."""
    path = folder / "program.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FolderError(f"`{folder}` is no compiled folder: {path.name} cannot be read") from error
    if told.get("format") != FORMAT:
        raise FolderError(
            f"`{path}` is of format {told.get('format')}, but this gancompile reads format {FORMAT}; build it again"
        )
    judge = told["discriminator"]
    return Program(
        folder=folder,
        name=told["name"],
        made_by=told["made_by"],
        digest=told["digest"],
        class_name=told["class"],
        seed=told["seed"],
        data=told["data"],
        phases=tuple(_phase(phase) for phase in told["phases"]),
        generator=_served(told["generator"]),
        discriminator=_served(judge) if judge else None,
        first_round=told["first_round"],
        rounds=told["rounds"],
        stages=tuple(told["stages"]),
        carried=told["carried"],
    )


def make_game(program: Program) -> Game:
    """The game of a folder's `model.py`, with initial weights that depend on the seed alone."""
    import keras

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


def _phase(told: Mapping[str, Any]) -> Phase:
    return Phase(**{**told, "until": Until(**told["until"]) if told["until"] else None})


def _served(told: Mapping[str, Any]) -> ServedNetwork:
    inputs = tuple(NetworkInput(**{**one, "shape": tuple(one["shape"])}) for one in told["inputs"])
    return ServedNetwork(
        name=told["name"],
        inputs=inputs,
        output=told["output"],
        outputs=tuple(told["outputs"]) if told["outputs"] else None,
        shape=tuple(told["shape"]),
        through=told["through"],
    )
