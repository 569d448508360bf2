"""The arguments that rows of the catalogue have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentRow:
    """An argument.

    schema: a fragment of JSON Schema, or the name of one that the compiler's schema defines. default: a JSON value. solvable: whether a
    spec may write `auto` for it (for `target_shape`: for its items).
    """

    name: str
    schema: Any
    help: str
    required: bool = False
    default: Any = None
    solvable: bool = False


def arguments_of(row: Mapping[str, Any]) -> tuple[ArgumentRow, ...]:
    """The arguments of a row, in its order."""
    return tuple(ArgumentRow(name=name, **argument) for name, argument in row["arguments"].items())
