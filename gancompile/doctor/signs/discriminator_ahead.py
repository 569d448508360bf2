"""A discriminator that is far ahead, though it has not won."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.signs.discriminator_won import discriminator_won
from gancompile.doctor.training import Training
from gancompile.doctor.wording import hold_discriminator, number, remark_on_rates, slower, span

FEWEST = 20
AHEAD = 0.95
"""Of the mean probability of examples, and of 1 less that of samples, over the last quarter."""


def discriminator_ahead(training: Training) -> Finding | None:
    """Its mean probabilities are near 1 and 0 over the last quarter of the training."""
    reals, fakes = training.curve("D(x)").tail(), training.curve("D(G(z))").tail()
    if training.game.scores is not Scores.PROBABILITY or min(len(reals), len(fakes)) < FEWEST:
        return None
    if reals.median < AHEAD or fakes.median > 1 - AHEAD or discriminator_won(training):
        return None
    loss = training.of_generator("loss")
    of_loss = f", and the generator's loss has come to {number(loss.tail().median)}" if loss else ""
    fast = max(
        (training.game.generator, training.game.discriminator),
        key=lambda player: max(training.curve(f"{player}_learning_rate").values, default=0.0),
    )
    return Finding(
        sign="discriminator_ahead",
        what="The discriminator is far ahead: it is hardly ever wrong about a sample, so the generator gets little that it could use.",
        figure=(
            f"D(x) is {number(reals.median)} and D(G(z)) {number(fakes.median)} in "
            f"{span(reals.span)}{of_loss}.{remark_on_rates(training)}"
        ),
        rounds=reals.span,
        source="Arjovsky and Bottou 2017 (arXiv 1701.04862), section 2; the penalty: Mescheder et al. 2018 (arXiv 1801.04406)",
        next_step=f"{hold_discriminator(training)}; or {slower(training, fast)}",
    )
