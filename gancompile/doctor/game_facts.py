"""What the resolved spec of a build says of its game: who plays, what the scores are, what holds the discriminator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from yaml import YAMLError

from gancompile.catalogue.data_file import parse_yaml
from gancompile.catalogue.objective_rows import objective_rows


class Scores(Enum):
    """What `D(x)` and `D(G(z))` are in a game."""

    PROBABILITY = "probabilities"
    ORDERED = "scores that are higher for examples"
    UNKNOWN = "numbers of unknown direction"


ORDERED = ("least_squares", "wasserstein", "wasserstein_gp", "hinge", "relativistic_standard", "relativistic_average")
"""Objectives whose discriminator gives examples the higher scores; an energy is lower for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GameFacts:
    """generator, discriminator: the players; empty where unknown. penalties: of the discriminator."""

    generator: str = "generator"
    discriminator: str = "discriminator"
    scores: Scores = Scores.UNKNOWN
    penalties: tuple[str, ...] = ()
    is_augmented: bool = False
    is_averaged: bool = False
    players: tuple[str, ...] = ("generator", "discriminator")


def read_game(lock: Path, program: Mapping[str, Any]) -> GameFacts:
    """The game of a build. lock: its resolved spec; where that cannot be read, what the usual names say."""
    try:
        game = parse_yaml(lock.read_text(encoding="utf-8"))["game"]
        players: Mapping[str, Any] = game["players"]
        names = {role: _player(players, _name(program.get(role))) for role in ("generator", "discriminator")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, YAMLError):
        return GameFacts()
    opponent = players.get(names["discriminator"], {})
    return GameFacts(
        **names,
        scores=_scores(opponent),
        penalties=tuple(dict.fromkeys(key for one in opponent.get("regularize") or [] for key in _keys(one))),
        is_augmented="augment(" in str(game),
        is_averaged="average" in players.get(names["generator"], {}),
        players=tuple(players),
    )


def _name(network: Any) -> str:
    return str(network.get("name", "")) if isinstance(network, dict) else ""


def _player(players: Mapping[str, Any], network: str) -> str:
    """The player that moves a network; one of the same name where no player lists its networks."""
    listing = [name for name, one in players.items() if network in (one.get("networks") or [name])]
    return listing[0] if listing else ""


def _keys(one: Any) -> list[str]:
    return [str(key) for key in one] if isinstance(one, dict) else [str(one)]


def _scores(player: Mapping[str, Any]) -> Scores:
    watched = str((player.get("watch") or {}).get("D(x)", ""))
    by_source = {row.paper: row for row in objective_rows().values()}
    row = by_source.get(str(player.get("source", "")))
    if watched.startswith("E[sigmoid(") or (row is not None and row.takes_probability):
        return Scores.PROBABILITY
    return Scores.ORDERED if row is not None and row.key in ORDERED else Scores.UNKNOWN
