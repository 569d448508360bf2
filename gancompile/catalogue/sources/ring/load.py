"""Gaussians on a circle."""

from __future__ import annotations

import math

from gancompile.catalogue.sources.mixture import Mixture


def ring(modes: int = 8, radius: float = 2.0, deviation: float = 0.02) -> Mixture:
    """Gaussians on a circle around the origin, from the right counter-clockwise."""
    return Mixture(centres=ring_centres(modes, radius), deviation=deviation)


def ring_centres(modes: int, radius: float) -> list[tuple[float, float]]:
    """The centres of the Gaussians, in order."""
    angles = [2 * math.pi * i / modes for i in range(modes)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


load = ring
