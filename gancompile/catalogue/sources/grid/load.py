"""Gaussians on a square grid."""

from __future__ import annotations

from gancompile.catalogue.sources.mixture import Mixture


def grid(side: int = 5, spacing: float = 2.0, deviation: float = 0.05) -> Mixture:
    """Gaussians on a square grid around the origin, `side` in a row."""
    return Mixture(centres=grid_centres(side, spacing), deviation=deviation)


def grid_centres(side: int, spacing: float) -> list[tuple[float, float]]:
    """The centres of the Gaussians, column by column."""
    axis = [(i - (side - 1) / 2) * spacing for i in range(side)]
    return [(x, y) for x in axis for y in axis]


load = grid
