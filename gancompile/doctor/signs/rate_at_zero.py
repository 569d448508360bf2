"""Rounds that were played with a learning rate of 0."""

from __future__ import annotations

from gancompile.doctor.curve import Curve
from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number, span

ZERO = 1e-3
"""Of the largest rate, below which hardly anything moves."""
SHARE = 0.1
"""Of the rounds; a cosine to 0 spends less than 3 % of them there."""
FEWEST = 10


def rate_at_zero(training: Training) -> Finding | None:
    """The learning rate of a player has been next to 0 for a good part of the training, up to its end."""
    for player in training.game.players:
        curve = training.curve(f"{player}_learning_rate")
        begin = _begin(curve)
        if begin is None or len(curve) < FEWEST:
            continue
        lost = curve.rounds[-1] - curve.rounds[begin]
        if lost < SHARE * curve.rounds[-1]:
            continue
        return Finding(
            sign="rate_at_zero",
            what=f"The last part of the training changed next to nothing: the learning rate of `{player}` had already come to 0.",
            figure=(
                f"it is {number(max(curve.values))} at most, and {number(curve.values[begin])} or less in "
                f"{span((curve.rounds[begin], curve.rounds[-1]))}."
            ),
            rounds=(curve.rounds[begin], curve.rounds[-1]),
            source="Loshchilov and Hutter 2017 (arXiv 1608.03983): a decay is of the length of the training",
            next_step=(
                "leave out the length of the curve, as in `learning_rate: {cosine: {from: 2e-4, to: 0}}`, which then "
                "is that of the schedule; or end the schedule there"
            ),
        )
    return None


def has_ended(training: Training) -> bool:
    """Whether the generator's learning rate is next to 0 at the end."""
    return _begin(training.of_generator("learning_rate")) is not None


def _begin(curve: Curve) -> int | None:
    """The position from which on the rate is next to 0; None where it is not at the end."""
    most = max(curve.values, default=0.0)
    if most <= 0 or curve.last > ZERO * most:
        return None
    above = [at for at, value in enumerate(curve.values) if value > ZERO * most]
    return above[-1] + 1
