"""From which numbers on a training is in trouble: read by the warnings while it trains and by the doctor afterwards."""

from __future__ import annotations

VANISHED = 1e-3
"""A gradient of the generator below this share of its largest so far has vanished."""
SURE = 0.99
"""A discriminator whose mean probabilities of examples and samples are above this, and below 1 less this, knows all of them."""
PATIENCE = 10
"""Records in a row, of at most 400, after which it is no accident."""
ALIKE = 0.05
"""Samples that vary by less than this share of what the data vary by are nearly one and the same."""
FALLEN, OF_THE_MOST = 0.2, 1 / 3
"""So are those that vary by less than this share, and by less than a third of what they did before."""
LEAST_ROUNDS = 200
"""An untrained generator makes samples that are alike, too."""


def is_sure(real: float | None, fake: float | None) -> bool:
    """Whether mean probabilities of examples and of samples are as far apart as can be."""
    return real is not None and fake is not None and SURE < real <= 1.0 and 0.0 <= fake < 1.0 - SURE


def are_alike(share: float, most: float) -> bool:
    """Whether samples are nearly one and the same. share: of what the data vary by. most: the largest one so far."""
    return share < ALIKE or (share < FALLEN and share < OF_THE_MOST * most)
