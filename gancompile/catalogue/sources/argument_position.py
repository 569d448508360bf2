"""The part of a source or of a step that a problem is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class EntryPart(Enum):
    """What of an entry is at fault: the key or the value of a mapping, or an item of a list."""

    KEY = "key"
    VALUE = "value"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class ArgumentPosition:
    """argument: of the source, or the step. entry: its key, or the item itself; None for the argument as a whole."""

    argument: str
    entry: str | None = None
    part: EntryPart = EntryPart.VALUE
