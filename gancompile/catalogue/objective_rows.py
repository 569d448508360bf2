"""The objectives and penalties that a spec can name, from `objectives.yaml` and `penalties.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """A named game: the players' sections as an author would write them, in the roles D, G, real, fake."""

    key: str
    title: str
    paper: str
    arxiv: str
    use: str
    warnings: tuple[str, ...]
    takes_probability: bool
    parameters: Mapping[str, float]
    discriminator: Mapping[str, Any]
    generator: Mapping[str, Any]
    optimizer: Mapping[str, Any] | None
    watch: Mapping[str, str]
    state: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRow:
    """A named penalty.

    player: the role that it belongs to in a named game. at: the values that its formula names, each with its role in a named game, None
    where the spec must name it. draw, state, let: draws, states and named values of its own.
    """

    key: str
    title: str
    paper: str
    arxiv: str
    use: str
    warnings: tuple[str, ...]
    player: str
    parameters: Mapping[str, float]
    at: Mapping[str, str | None]
    draw: Mapping[str, Mapping[str, str]]
    state: Mapping[str, Mapping[str, Any]]
    let: Mapping[str, str]
    value: str


@cache
def objective_rows() -> Mapping[str, ObjectiveRow]:
    """All named objectives, in the order of the file."""
    return {
        key: ObjectiveRow(
            key=key,
            takes_probability=row.pop("D_is") == "probability",
            parameters=row.pop("parameters", {}),
            optimizer=row.pop("optimizer", None),
            state=row.pop("state", {}),
            warnings=tuple(row.pop("warnings", ())),
            **row,
        )
        for key, row in read_yaml("objectives.yaml").items()
    }


@cache
def penalty_rows() -> Mapping[str, PenaltyRow]:
    """All named penalties, in the order of the file."""
    return {
        key: PenaltyRow(
            key=key,
            player=row.pop("player", "discriminator"),
            draw=row.pop("draw", {}),
            state=row.pop("state", {}),
            warnings=tuple(row.pop("warnings", ())),
            let=row.pop("let", {}),
            **row,
        )
        for key, row in read_yaml("penalties.yaml").items()
    }
