"""A game on its way to numbers that are not finite."""

from __future__ import annotations

from gancompile.doctor.curve import Curve
from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training
from gancompile.doctor.wording import hold_discriminator, number

FEWEST = 20
"""Records, from which on there is a level to compare with."""
CLIMB = 1000.0
"""Times its level, to which a gradient that runs away climbs."""
LAST = 3
"""Records, whose smallest counts: a single spike is none."""


def explosion(training: Training) -> Finding | None:
    """The gradient of a player ends three orders of magnitude above its level."""
    for player in training.game.players:
        curve = training.curve(f"{player}_gradient_norm")
        before, after = Curve(curve.rounds[:-LAST], curve.values[:-LAST]), curve.values[-LAST:]
        if len(curve) < FEWEST or min(after) <= CLIMB * before.median or before.median <= 0:
            continue
        return Finding(
            sign="explosion",
            what=f"The game is about to blow up: the gradient of `{player}` has run away.",
            figure=(
                f"its norm is {number(min(after))} or more in the last {LAST} records, and was "
                f"{number(before.median)} in the middle of those before."
            ),
            rounds=(curve.rounds[-LAST], curve.rounds[-1]),
            source="Mescheder et al. 2018 (arXiv 1801.04406), section 3",
            next_step=(
                f"{hold_discriminator(training)}, a quarter of the learning rates, or `clip_gradients: {{norm: 1}}`; "
                f"`on_nan: rollback` goes on by itself"
            ),
        )
    return None
