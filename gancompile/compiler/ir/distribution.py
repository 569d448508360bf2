"""The distributions that a draw can have."""

from __future__ import annotations

from enum import Enum


class Distribution(Enum):
    """UNIFORM is over [low, high), CATEGORICAL over the classes. BOX is a mask: 1 in a square at a random position, 0 around it."""

    DATA = "data"
    NORMAL = "normal"
    UNIFORM = "uniform"
    CATEGORICAL = "categorical"
    BOX = "box"
