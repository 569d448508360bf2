"""The objectives and penalties that a spec can name, from `objectives.yaml` and `penalties.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """A named game: the players' sections as an author would write them, in the roles D, G, real, fake.

    known_as: what papers and other libraries call it.
    """

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
    known_as: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRow:
    """A named penalty.

    player: the role that it belongs to in a named game. at: the values that its formula names, each with its role in a named game, None
    where the spec must name it. draw, state, let: draws, states and named values of its own. known_as: what papers and other
    libraries call it.
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
    known_as: tuple[str, ...]


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
            known_as=tuple(row.pop("known_as", ())),
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
            known_as=tuple(row.pop("known_as", ())),
            let=row.pop("let", {}),
            **row,
        )
        for key, row in read_yaml("penalties.yaml").items()
    }
