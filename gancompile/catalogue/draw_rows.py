"""The random variables of a game, from `draws.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.rows import ArgumentRow, arguments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow:
    """A kind of draw. schema, method: see `draws.yaml`. settings: those of this kind alone."""

    key: str
    schema: str
    help: str
    method: str | None
    settings: tuple[ArgumentRow, ...]


@cache
def _file() -> Mapping[str, Any]:
    return read_yaml("draws.yaml")


@cache
def draw_settings() -> Mapping[str, ArgumentRow]:
    """The settings of all kinds by name, in the order of the file."""
    return {row.name: row for row in arguments_of({"arguments": _file()["settings"]})}


@cache
def draw_rows() -> Mapping[str, DrawRow]:
    """All kinds of draws by name, in the order of the file."""
    return {
        key: DrawRow(
            key=key,
            schema=row["schema"],
            help=row["help"],
            method=row.get("method"),
            settings=tuple(draw_settings()[name] for name in row.get("settings", ())),
        )
        for key, row in _file()["kinds"].items()
    }
