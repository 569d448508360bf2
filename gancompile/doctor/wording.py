"""How numbers, rounds and rates are put into sentences."""

from __future__ import annotations

from math import sqrt

from gancompile.doctor.training import Training

FEW = 3
"""Rates that differ by less than this factor are called alike."""
USUAL_RATES = (1e-5, 1e-3)
"""Between which games are trained."""


def number(value: float) -> str:
    """A number of three digits: 0.0312, 12.4, 1,240."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def span(rounds: tuple[int, int]) -> str:
    """The first and the last of some rounds."""
    first, last = rounds
    return f"round {first:,}" if first == last else f"rounds {first:,} to {last:,}"


def largest_rates(training: Training) -> tuple[float, float]:
    """The largest learning rates of generator and discriminator; 0 where they were not logged."""
    first, second = (
        max(curve.values, default=0.0)
        for curve in (training.of_generator("learning_rate"), training.of_discriminator("learning_rate"))
    )
    return first, second


def remark_on_rates(training: Training) -> str:
    """A sentence about learning rates that are far apart or larger than usual; empty where neither is so."""
    generator, discriminator = largest_rates(training)
    if max(generator, discriminator) > FEW * USUAL_RATES[1]:
        whose = training.game.generator if generator >= discriminator else training.game.discriminator
        return (
            f" The learning rate of `{whose}` is {max(generator, discriminator):g}; GANs are mostly trained with "
            f"{USUAL_RATES[0]:g} to {USUAL_RATES[1]:g}."
        )
    if min(generator, discriminator) <= 0 or max(generator, discriminator) <= FEW * min(generator, discriminator):
        return ""
    names = (training.game.generator, training.game.discriminator)
    fast, slow = names if generator > discriminator else names[::-1]
    ratio = max(generator, discriminator) / min(generator, discriminator)
    return f" The learning rate of `{fast}` is {number(ratio)} times that of `{slow}`."


def slower(training: Training, player: str) -> str:
    """Asks for a lower learning rate of a player, nearer to the other's and within what is usual."""
    own = max(training.curve(f"{player}_learning_rate").values, default=0.0)
    others = [rate for rate in largest_rates(training) if 0 < rate < own]
    if own > FEW * USUAL_RATES[1]:
        rate = min(others, default=USUAL_RATES[1] / 5)
    else:
        rate = sqrt(own * min(others)) if others and own > FEW * min(others) else own / 4
    rate = min(max(rate, USUAL_RATES[0]), USUAL_RATES[1])
    return f"`game.players.{player}.optimizer: {{adam: {{learning_rate: {rate:.1g}, beta_1: 0}}}}`"


def hold_discriminator(training: Training) -> str:
    """Asks for a gradient penalty, or for more of the one there is."""
    have = [one for one in training.game.penalties if one in ("r1", "r2")]
    if have:
        return f"a larger weight of `{have[0]}`, ten times what it is"
    return "`regularize: [{r1: {weight: 1}}]` on the discriminator"
