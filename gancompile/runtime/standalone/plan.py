"""What is trained here: a game, its phases, and the examples that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.sources.source import Source
from gancompile.runtime.data.endless import Late


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the game calls `draw` is the field `name` of each example. low, high: what its numbers lie between, where that is known."""

    draw: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSet:
    """Examples that are drawn together. name: of the set where there are several.

    source: makes them, where `--data` does not. late: from the seed to what is done to each batch.
    """

    name: str = ""
    fields: Sequence[Field]
    shuffled: bool = True
    source: Source | None = None
    late: Callable[[int], Late] | None = None

    def key(self, field: Field) -> str:
        """What an array of the field is called in a file."""
        return f"{self.name}.{field.name}" if self.name else field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """At most so many rounds, each a call of a method of the game on `parts` times `batch` examples."""

    rounds: int
    method: str
    parts: int
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """game: its class. networks: their names. sets: none but those that the game draws from."""

    name: str
    game: Callable[..., Any]
    networks: Sequence[str]
    seed: int
    batch: int
    phases: Sequence[Phase]
    sets: Sequence[ExampleSet]
