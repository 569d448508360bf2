"""From which numbers on a training is in trouble: read by the warnings while it trains and by the doctor afterwards."""

from __future__ import annotations

VANISHED = 1e-3
"""A gradient of the generator below this share of its largest so far has vanished."""
SURE = 0.99
"""A discriminator whose mean probabilities of examples and samples are above this, and below 1 less this, tells them all apart."""
PATIENCE = 10
"""Records in a row, of at most 400, after which it is no accident."""


def is_sure(real: float | None, fake: float | None) -> bool:
    """Whether mean probabilities of examples and of samples are as far apart as can be."""
    return real is not None and fake is not None and SURE < real <= 1.0 and 0.0 <= fake < 1.0 - SURE
