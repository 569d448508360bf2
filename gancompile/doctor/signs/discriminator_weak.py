"""A discriminator that takes samples for data: the generator has won."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number, remark_on_rates, span

FEWEST = 20
"""Records, from which on a gap between the scores says anything."""
WRONG = -0.05
"""A gap of the mean probabilities below this is one on the wrong side."""
MOSTLY = 0.9
"""Of the last quarter of the records, on the wrong side."""
HEAVY = 0.5
"""Of the discriminator's loss: a penalty that leaves it no freedom."""


def discriminator_weak(training: Training) -> Finding | None:
    """Samples get higher scores than examples over the last quarter."""
    gap = training.gap
    if training.game.scores is Scores.UNKNOWN or len(gap) < FEWEST:
        return None
    tail = gap.tail()
    is_small = training.game.scores is Scores.PROBABILITY and tail.median > WRONG
    if is_small or sum(value < 0 for value in tail.values) < MOSTLY * len(tail):
        return None
    penalty = _heavy_penalty(training)
    of_penalty = f" `{penalty}` is more than half of its loss." if penalty else ""
    first = f"a tenth of the weight of `{penalty}`; or " if penalty else ""
    return Finding(
        sign="discriminator_weak",
        what="The discriminator is too weak: it takes samples for data and data for samples, so what it teaches the generator is wrong.",
        figure=(
            f"D(x) - D(G(z)) is {number(tail.median)} in {span(tail.span)}, and should be above 0.{of_penalty}"
            f"{remark_on_rates(training)}"
        ),
        rounds=tail.span,
        source=(
            "Goodfellow et al. 2014 (arXiv 1406.2661), proposition 1: the game rests on a discriminator near its "
            "best; two rates: Heusel et al. 2017 (arXiv 1706.08500)"
        ),
        next_step=(
            f"{first}`round: [{{{training.game.discriminator}: 2}}, {{{training.game.generator}: 1}}]`, or a "
            f"learning rate of `{training.game.discriminator}` that is four times the generator's"
        ),
    )


def _heavy_penalty(training: Training) -> str | None:
    loss = training.of_discriminator("loss").tail()
    for name in training.game.penalties:
        part = training.of_discriminator(name).tail()
        if loss and part and part.median > HEAVY * abs(loss.median):
            return name
    return None
