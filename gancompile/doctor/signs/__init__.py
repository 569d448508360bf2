"""What can be wrong with a training: a file each."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.doctor.finding import Finding
from gancompile.doctor.signs.discriminator_ahead import discriminator_ahead
from gancompile.doctor.signs.discriminator_weak import discriminator_weak
from gancompile.doctor.signs.discriminator_won import discriminator_won
from gancompile.doctor.signs.explosion import explosion
from gancompile.doctor.signs.label_ignored import label_ignored
from gancompile.doctor.signs.memorization import memorization
from gancompile.doctor.signs.mode_collapse import mode_collapse
from gancompile.doctor.signs.not_finite import not_finite
from gancompile.doctor.signs.oscillation import oscillation
from gancompile.doctor.signs.overfitting import overfitting
from gancompile.doctor.signs.rate_at_zero import rate_at_zero
from gancompile.doctor.signs.still_improving import still_improving
from gancompile.doctor.signs.too_short import too_short
from gancompile.doctor.signs.worse_after_best import worse_after_best
from gancompile.doctor.training import Training

SIGNS: tuple[Callable[[Training], Finding | None], ...] = (
    not_finite,
    explosion,
    discriminator_won,
    discriminator_ahead,
    discriminator_weak,
    overfitting,
    mode_collapse,
    memorization,
    label_ignored,
    oscillation,
    worse_after_best,
    still_improving,
    rate_at_zero,
    too_short,
)
"""All signs; what is likely to be the cause of others comes first."""

__all__ = ["SIGNS"]
