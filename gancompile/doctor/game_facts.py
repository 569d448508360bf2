"""What the resolved spec of a build says of its game: who plays, what the scores are, what holds the discriminator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from yaml import YAMLError

from gancompile.catalogue.data_file import parse_yaml
from gancompile.catalogue.objective_rows import objective_rows, penalty_rows


class Scores(Enum):
    """What `D(x)` and `D(G(z))` are in a game."""

    PROBABILITY = "probabilities"
    ORDERED = "scores that are higher for examples"
    UNKNOWN = "numbers of unknown direction"


ORDERED = ("least_squares", "wasserstein", "wasserstein_gp", "hinge", "relativistic_standard", "relativistic_average")
"""Objectives whose discriminator gives examples the higher scores; an energy is lower for them."""


PLAYERS = ("generator", "discriminator")


@dataclass(frozen=True, slots=True, kw_only=True)
class GameFacts:
    """generator, discriminator: the players; empty where unknown. penalties: of the discriminator."""

    generator: str = "generator"
    discriminator: str = "discriminator"
    scores: Scores = Scores.UNKNOWN
    penalties: tuple[str, ...] = ()
    is_augmented: bool = False
    is_averaged: bool = False
    players: tuple[str, ...] = PLAYERS


def read_game(lock: Path, program: Mapping[str, Any]) -> GameFacts:
    """The game of a build. lock: its resolved spec, without which less is known. program: of `program.json`."""
    numbers = program.get("hyperparameters")
    names = [str(name).split(".") for name in numbers] if isinstance(numbers, dict) else []
    players = (
        tuple(dict.fromkeys(name[0] for name in names if len(name) > 1 and name[1] in ("minimize", "maximize")))
        or PLAYERS
    )
    game = section_of(_lock(lock), "game")
    listed = section_of(game, "players")
    generator, discriminator = (
        _player(players, listed, str(section_of(program, role).get("name"))) for role in ("generator", "discriminator")
    )
    of_opponent = [name[1] for name in names if name[0] == discriminator and len(name) > 2]
    return GameFacts(
        generator=generator,
        discriminator=discriminator,
        scores=_scores(game, section_of(listed, discriminator)),
        penalties=tuple(name for name in dict.fromkeys(of_opponent) if name in penalty_rows()),
        is_augmented="augment(" in str(game),
        is_averaged=any(name[:2] == [generator, "average"] for name in names),
        players=players,
    )


def _lock(path: Path) -> Mapping[str, Any]:
    try:
        found = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def section_of(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The mapping under a key; an empty one where there is none."""
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _player(players: Sequence[str], listed: Mapping[str, Any], network: str) -> str:
    """The player that moves a network: the one of its name, where none lists it; empty where none does."""
    for name in players:
        networks = section_of(listed, name).get("networks")
        if network in (networks if isinstance(networks, list) else [name]):
            return name
    return ""


def _scores(game: Mapping[str, Any], player: Mapping[str, Any]) -> Scores:
    """By the objective that the spec names, or that the long form of it quotes, and by what is watched."""
    by_source = {row.paper: key for key, row in objective_rows().items()}
    objective = game.get("objective")
    named = next(iter(objective), "") if isinstance(objective, dict) else objective
    key = str(named or by_source.get(str(player.get("source")), ""))
    row = objective_rows().get(key)
    watched = str(section_of(player, "watch").get("D(x)", ""))
    if watched.startswith("E[sigmoid(") or (row is not None and row.takes_probability):
        return Scores.PROBABILITY
    return Scores.ORDERED if key in ORDERED else Scores.UNKNOWN
