"""The hyperparameters of a game as flat names and values, by which trackers compare trainings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gancompile.catalogue import penalty_rows
from gancompile.compiler.syntax.flow_text import flow_text

Hyperparameters = Mapping[str, str | int | float]
SENSES = ("maximize", "minimize")
SETTINGS = ("average", "constrain")


def hyperparameters(game: Mapping[str, Any]) -> Hyperparameters:
    """Each player's objective, optimizer, penalties, average and limits, as `generator.beta_1`; a curve or a list is its text.

    game: the resolved section of a spec.
    """
    return {
        f"{name}.{key}": value if isinstance(value, str | int | float) else flow_text(value)
        for name, player in game["players"].items()
        for key, value in _of_player(player)
    }


def _of_player(player: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((sense, player[sense]) for sense in SENSES if sense in player)
    if "optimizer" in player:
        kind, arguments = _chosen(player["optimizer"])
        yield "optimizer", kind
        yield from arguments.items()
    for item in player.get("regularize", ()):
        kind, arguments = _chosen(item)
        numbers = penalty_rows()[kind].parameters
        given = {**numbers, **arguments}
        name = given.get("name", kind)
        yield from ((f"{name}.{key}", value) for key, value in given.items() if key in {*numbers, "every"})
    for setting in SETTINGS:
        yield from ((f"{setting}.{key}", value) for key, value in player.get(setting, {}).items())


def _chosen(choice: Any) -> tuple[str, Mapping[str, Any]]:
    """A name, or a name with arguments."""
    if isinstance(choice, str):
        return choice, {}
    ((kind, arguments),) = choice.items()
    return kind, arguments or {}
