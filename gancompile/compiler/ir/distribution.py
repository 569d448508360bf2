"""The distributions of draws that the compiler treats in a way of their own."""

from __future__ import annotations

from enum import Enum


class Distribution(str, Enum):
    """Rows of the catalogue. UNIFORM is over [low, high), CATEGORICAL over the classes. BOX is a mask: 1 in a square, 0 around it.

    GIVEN is none of them: an input of a signature, which whoever calls it gives.
    """

    DATA = "data"
    NORMAL = "normal"
    UNIFORM = "uniform"
    CATEGORICAL = "categorical"
    BOX = "box"
    GIVEN = "given"
