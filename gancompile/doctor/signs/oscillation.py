"""A game that swings: one player ahead, then the other."""

from __future__ import annotations

from math import log

from gancompile.doctor.curve import Curve
from gancompile.doctor.finding import Finding
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.leading_metric import leading_metric
from gancompile.doctor.training import Training
from gancompile.doctor.turning_points import turning_points
from gancompile.doctor.wording import number, span

SWING = 0.3
"""Of D(x) - D(G(z)), from a crest to a trough."""
FACTOR = 1.5
"""Of a metric, from a crest to a trough."""
TURNS = 4
"""Crests and troughs, over the last two thirds."""
SMOOTH = 5
FEWEST = 40, 8
"""Records, and evaluations."""


def oscillation(training: Training) -> Finding | None:
    """The gap between the scores, or the leading metric, rises and falls again and again over the last two thirds."""
    return _of_scores(training) or _of_metric(training)


def _of_scores(training: Training) -> Finding | None:
    gap = training.gap.between(1 / 3, 1.0)
    if training.game.scores is not Scores.PROBABILITY or len(gap) < FEWEST[0]:
        return None
    smooth = gap.smooth(SMOOTH)
    turns = turning_points(smooth.values, SWING)
    if len(turns) < TURNS:
        return None
    return _finding(training, "D(x) - D(G(z))", smooth, turns)


def _of_metric(training: Training) -> Finding | None:
    leading = leading_metric(training)
    if leading is None:
        return None
    curve = leading.curve.between(0.25, 1.0)
    if len(leading.curve) < FEWEST[1] or min(curve.values) <= 0:
        return None
    turns = turning_points([log(value) for value in curve.values], log(FACTOR))
    return _finding(training, leading.name, curve, turns) if len(turns) >= TURNS else None


def _finding(training: Training, name: str, curve: Curve, turns: list[int]) -> Finding:
    rounds = [curve.rounds[at] for at in turns]
    ends = sorted(curve.values[at] for at in turns)
    low, high = ends[len(ends) // 4], ends[-1 - len(ends) // 4]
    period = 2 * (rounds[-1] - rounds[0]) / (len(rounds) - 1)
    return Finding(
        sign="oscillation",
        what="The game goes round in circles: the players take turns at being ahead instead of coming to rest.",
        figure=(
            f"{name} swings between {number(low)} and {number(high)}, with {len(turns)} turns in "
            f"{span((rounds[0], rounds[-1]))}, about one swing in {period:,.0f} rounds."
        ),
        rounds=(rounds[0], rounds[-1]),
        source="Mescheder et al. 2018 (arXiv 1801.04406), section 2; averages: Yazıcı et al. 2019 (arXiv 1806.04498)",
        next_step=_next_step(training),
    )


def _next_step(training: Training) -> str:
    penalty = [] if training.game.penalties else ["`regularize: [{r1: {weight: 1}}]` on the discriminator"]
    average = [] if training.game.is_averaged else ["`average: {decay: 0.999}` of the generator's weights"]
    return "; ".join([*penalty, *average, "`beta_1: 0` in `adam`, or half of the learning rates"])
