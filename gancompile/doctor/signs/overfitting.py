"""A discriminator that learns its examples by heart."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.game_facts import Scores
from gancompile.doctor.leading_metric import Worsening, worsening
from gancompile.doctor.signs.discriminator_ahead import discriminator_ahead
from gancompile.doctor.signs.discriminator_won import discriminator_won
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number, span

FEWEST = 20
EPOCHS = 20.0
"""Fewer sights of an example are not enough to learn it by heart."""
FEW = 5000
"""Examples, below which a discriminator learns them by heart."""
APART = 0.5
"""Of D(x) - D(G(z)), over the last quarter."""
PARTED = 0.2
"""By which the gap has grown from its least."""
WIDER = 1.5
"""Times the gap at the best round, for scores that are no probabilities."""
SIGNS = 0.75
"""Of r_t, the mean sign of the score of an example, which ADA holds at 0.6."""
SOURCE = (
    "Karras et al. 2020 (arXiv 2006.06676), section 2: r_t = E[sign(D(x))], held at 0.6, where larger is overfitting"
)


def overfitting(training: Training) -> Finding | None:
    """The discriminator is sure of examples that it has seen often, while the samples get worse or the scores part."""
    epochs = training.epochs
    if epochs is None or epochs < EPOCHS:
        return None
    signs = training.curve("r_t").tail()
    if len(signs) >= FEWEST and signs.median > SIGNS:
        return _finding(training, f"r_t is {number(signs.median)} in {span(signs.span)}.", signs.span)
    gap = training.gap
    if len(gap) < FEWEST:
        return None
    worse = worsening(training)
    if worse is not None and _is_apart(training, worse):
        figure = (
            f"{_scores(training)}, while {worse.name} went from {number(worse.best)} at round "
            f"{worse.best_round:,} to {number(worse.now)}."
        )
        return _finding(training, figure, (worse.best_round, gap.rounds[-1]))
    return _by_scores_alone(training)


def _is_apart(training: Training, worse: Worsening) -> bool:
    gap, at_best = training.gap, training.gap
    if training.game.scores is Scores.PROBABILITY:
        return gap.tail().median > APART
    near = [value for round, value in zip(at_best.rounds, at_best.values, strict=True) if round <= worse.best_round]
    before = sorted(near[-FEWEST:])[len(near[-FEWEST:]) // 2] if near else 0.0
    return training.game.scores is Scores.ORDERED and before > 0 and gap.tail().median > WIDER * before


def _by_scores_alone(training: Training) -> Finding | None:
    """Without a metric that says so: few data, and scores that part. Other reasons for that come first."""
    gap = training.gap
    is_probable = training.game.scores is Scores.PROBABILITY and (training.examples or FEW) < FEW
    if not is_probable or discriminator_won(training) or discriminator_ahead(training):
        return None
    grown = gap.tail().median - min(gap.smooth(5).values)
    if gap.tail().median <= APART or grown <= PARTED:
        return None
    figure = (
        f"{_scores(training)}; the gap has grown by {number(grown)}. That is inferred: what it says of examples that it "
        "has not seen is not logged."
    )
    return _finding(training, figure, gap.tail().span)


def _scores(training: Training) -> str:
    reals, fakes = training.curve("D(x)").tail(), training.curve("D(G(z))").tail()
    return f"D(x) is {number(reals.median)} and D(G(z)) {number(fakes.median)} in {span(reals.span)}"


def _finding(training: Training, figure: str, rounds: tuple[int, int]) -> Finding:
    of_data = f" It has seen each of the {training.examples:,} examples {number(training.epochs or 0)} times."
    return Finding(
        sign="overfitting",
        what=(
            "The discriminator seems to know its examples by heart: it rewards the generator for copies, not for "
            "what the data have in common."
        ),
        figure=f"{figure}{of_data}",
        rounds=rounds,
        source=SOURCE,
        next_step=_next_step(training),
    )


def _next_step(training: Training) -> str:
    if training.game.is_augmented:
        return "a larger weight of `r1`, `dropout: 0.3` in the discriminator, or fewer units in it: augmentation is there already"
    return (
        "augmentation: `augment(x, ada)` for images, around all that the discriminator sees, as in `gancompile zoo ada-digits`; for other "
        "data `dropout: 0.3` in the discriminator, or fewer units"
    )
