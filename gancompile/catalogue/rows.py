"""What every row of the catalogue has: arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


def arguments_of(row: Mapping[str, Any]) -> tuple[ArgumentRow, ...]:
    """The arguments of a row, in Keras's order."""
    return tuple(ArgumentRow(name=name, **argument) for name, argument in row["arguments"].items())
