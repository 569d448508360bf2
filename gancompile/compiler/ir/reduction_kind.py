"""The reductions over the axes of an example."""

from __future__ import annotations

from enum import Enum


class ReductionKind(Enum):
    """NORM is the Euclidean norm."""

    MEAN = "mean"
    SUM = "sum"
    NORM = "norm"
    MAX = "max"
