"""The training plan: a game, its phases, and its sets of examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.sources.source import Source
from gancompile.runtime.data.endless import Late


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the examples. draw: its name in the game. low, high: the bounds of its numbers, where they are known."""

    draw: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSet:
    """A set of examples. name: of the set, where there are several.

    source: of the examples without `--data`. late: from the seed to the steps that are applied to each batch.
    """

    name: str = ""
    fields: Sequence[Field]
    shuffled: bool = True
    source: Source | None = None
    late: Callable[[int], Late] | None = None

    def key(self, field: Field) -> str:
        """The name of the field's array in a `.npz` file."""
        return f"{self.name}.{field.name}" if self.name else field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase of at most `rounds` rounds, each a call of a method of the game on `parts` times `batch` examples."""

    rounds: int
    method: str
    parts: int
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A training plan. game: its class. networks: their names. sets: those that the game draws from."""

    name: str
    game: Callable[..., Any]
    networks: Sequence[str]
    seed: int
    batch: int
    phases: Sequence[Phase]
    sets: Sequence[ExampleSet]
