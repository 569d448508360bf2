"""A discriminator that has won: the generator learns nothing from it any more."""

from __future__ import annotations

from itertools import accumulate

from gancompile.doctor.curve import Curve
from gancompile.doctor.finding import Finding
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.thresholds import PATIENCE, VANISHED, is_sure
from gancompile.doctor.training import Training
from gancompile.doctor.wording import hold_discriminator, number, remark_on_rates, slower, span

LASTING = 0.2
"""A win counts where it lasts to the end, or over this share of the records: many healthy games begin with a short one."""


def discriminator_won(training: Training) -> Finding | None:
    """Its mean probabilities are as far apart as can be, or the generator's gradient has vanished, for ten records and more."""
    sure, vanished = _sure(training), _vanished(training.of_generator("gradient_norm"))
    found = [run for run in (sure, vanished) if run]
    if not found:
        return None
    rounds = (min(run[0] for run in found), max(run[1] for run in found))
    parts = [_scores(training, sure)] if sure else []
    parts += [_gradient(training, vanished)] if vanished else []
    return Finding(
        sign="discriminator_won",
        what=_what(is_sure=sure is not None, lasts=rounds[1] >= training.rounds_played),
        figure=f"{'; '.join(parts)}.{remark_on_rates(training)}",
        rounds=rounds,
        source="Arjovsky and Bottou 2017 (arXiv 1701.04862), theorems 2.1 and 2.4; the penalty: Mescheder et al. 2018 (arXiv 1801.04406)",
        next_step=f"{hold_discriminator(training)}; or {slower(training, training.game.discriminator)}",
    )


def _what(*, is_sure: bool, lasts: bool) -> str:
    if not lasts:
        return "The discriminator had won for a good part of the training; what the generator learned, it learned outside of that."
    if is_sure:
        return "The discriminator has won: it knows every sample from the data, and the generator learns nothing from it any more."
    return "Hardly any gradient reaches the generator any more: the discriminator has won, or the generator itself has died."


def _sure(training: Training) -> tuple[int, int] | None:
    if training.game.scores is not Scores.PROBABILITY:
        return None
    fakes = training.curve("D(G(z))")
    by_round = dict(zip(fakes.rounds, fakes.values, strict=True))
    reals = training.curve("D(x)")
    flags = [is_sure(real, by_round.get(at)) for at, real in zip(reals.rounds, reals.values, strict=True)]
    return _run(reals.rounds, flags)


def _vanished(gradients: Curve) -> tuple[int, int] | None:
    largest = list(accumulate(gradients.values, max))
    flags = [value < VANISHED * most for value, most in zip(gradients.values, largest, strict=True)]
    return _run(gradients.rounds, flags)


def _run(rounds: tuple[int, ...], flags: list[bool]) -> tuple[int, int] | None:
    """The rounds of the longest run of flags, where it lasts."""
    best = (0, 0)
    begin = 0
    for at, flag in enumerate([*flags, False]):
        if flag:
            continue
        best = max(best, (at - begin, begin))
        begin = at + 1
    length, first = best
    lasts = first + length == len(flags) or length >= LASTING * len(flags)
    return (rounds[first], rounds[first + length - 1]) if length >= PATIENCE and lasts else None


def _within(curve: Curve, rounds: tuple[int, int]) -> Curve:
    both = zip(curve.rounds, curve.values, strict=True)
    inside = [(at, value) for at, value in both if rounds[0] <= at <= rounds[1]]
    return Curve(tuple(at for at, _ in inside), tuple(value for _, value in inside))


def _scores(training: Training, rounds: tuple[int, int]) -> str:
    real, fake = (_within(training.curve(name), rounds).median for name in ("D(x)", "D(G(z))"))
    return f"D(x) is {number(real)} and D(G(z)) {number(fake)} in {span(rounds)} of {training.rounds_played:,}"


def _gradient(training: Training, rounds: tuple[int, int]) -> str:
    curve = training.of_generator("gradient_norm")
    now, most = _within(curve, rounds).median, max(curve.values)
    return f"the gradient that reaches `{training.game.generator}` is {now / most:.1g} of what it was at most, in {span(rounds)}"
