"""The axes of a grid: keys of the spec with the values that they take in turn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gancompile.sweep.sweep_error import SweepError

OPENING, CLOSING = "[{(", "]})"
LONGEST = 48
"""Of a value in the name of a folder, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """key: the dotted path in the spec. values: as YAML, in the order given."""

    key: str
    values: tuple[str, ...]


def read_axis(assignment: str) -> Axis:
    """The axis of `KEY=V1,V2,...`. Raises SweepError where two values cannot be told apart."""
    key, _, text = assignment.partition("=")
    values = tuple(split_values(text))
    folders = [value_name(value) for value in values]
    twice = next((index for index, one in enumerate(folders) if one in folders[:index]), None)
    if twice is not None:
        first = values[folders.index(folders[twice])]
        raise SweepError(f"`--set {key}=...` has `{first}` and `{values[twice]}`, whose builds would have one folder")
    return Axis(key=key, values=values)


def split_values(text: str) -> Iterator[str]:
    """The values between commas; a comma within brackets, braces, parentheses or quotes is a part of its value."""
    depth, quote, start = 0, "", 0
    for index, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not text[start:index].strip(" [{(,:"):
            quote = sign
        elif sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth -= 1
        elif sign == "," and depth == 0:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def short_names(keys: Sequence[str]) -> dict[str, str]:
    """The shortest last part of each key that no other key ends with: `learning_rate`, or `generator.optimizer.adam.learning_rate`."""
    return {key: _short_name(key, [one for one in keys if one != key]) for key in keys}


def _short_name(key: str, others: Sequence[str]) -> str:
    parts = key.split(".")
    for count in range(1, len(parts)):
        name = ".".join(parts[-count:])
        if not any(other == name or other.endswith(f".{name}") for other in others) and not name.isdigit():
            return name
    return key


def value_name(value: str) -> str:
    """A value as a part of a folder's name: letters, digits and `.+-`, and a digest where it is long."""
    name = re.sub(r"[^\w.+-]+", "_", value, flags=re.ASCII).strip("_") or "none"
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9].rstrip('_')}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"
