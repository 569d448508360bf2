"""The two sides of a pair of examples."""

from __future__ import annotations

from enum import Enum


class PairSide(Enum):
    """The example of a pair that a value belongs to."""

    FIRST = "first"
    SECOND = "second"
