"""The range of points of the plane."""

from __future__ import annotations

from gancompile.catalogue.sources.source import Ranges

TAIL = 4.0
"""How many standard deviations of a Gaussian the range of a source reaches beyond its centre."""


def square(reach: float) -> Ranges:
    """The square around the origin."""
    return {"point": (-reach, reach)}
