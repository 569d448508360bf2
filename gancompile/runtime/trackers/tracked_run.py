"""A training as trackers see it when it begins or resumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gancompile.runtime.game import Game
from gancompile.runtime.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A training. logs: its folder for files. round: at which it begins; above 0, it resumes.

    hyperparameters: flat names and values. players: of the game. states: its numbers that change with the rounds.
    """

    name: str
    logs: Path
    round: int
    hyperparameters: Mapping[str, str | int | float]
    players: tuple[str, ...]
    states: frozenset[str]

    @classmethod
    def of(cls, game: Game, program: Program) -> TrackedRun:
        """The training of a game from its current round on. program: of the last stage, whose folder is the build's."""
        numbers = {"batch": program.data["batch"], "seed": program.seed, "rounds": program.rounds}
        return cls(
            name=program.name,
            logs=program.folder / "logs",
            round=game.rounds_played,
            hyperparameters={**numbers, **program.hyperparameters},
            players=tuple(game.players),
            states=frozenset({*game.states, *program.scheduled}),
        )
