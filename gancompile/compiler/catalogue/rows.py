"""What every row of the catalogue has: arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentRow:
    """An argument as Keras has it.

    schema: a fragment of JSON Schema. default: a JSON value. solvable: whether a spec may write `auto` for it (for `target_shape`: for
    its items).
    """

    name: str
    schema: Mapping[str, Any]
    required: bool
    default: Any
    help: str
    solvable: bool = False


def read_rows(name: str) -> dict[str, Any]:
    """A data file of the catalogue."""
    rows: dict[str, Any] = json.loads(files("gancompile.compiler.catalogue").joinpath(name).read_text(encoding="utf-8"))
    return rows


def arguments_of(row: Mapping[str, Any]) -> tuple[ArgumentRow, ...]:
    """The arguments of a row, in Keras's order."""
    return tuple(ArgumentRow(name=name, **argument) for name, argument in row["arguments"].items())
