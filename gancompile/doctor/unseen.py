"""What could not be judged for lack of numbers, and how to get them."""

from __future__ import annotations

from dataclasses import dataclass

from gancompile.doctor.game_facts import Scores
from gancompile.doctor.leading_metric import FEWEST
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number

ENOUGH = 20
"""Records."""
DRAW = 0.02
"""Of D(x) - D(G(z)): less is a draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """what: could not be judged, and why. how: to get the numbers."""

    what: str
    how: str


def unseen(training: Training) -> tuple[Unseen, ...]:
    """What a training has no numbers for."""
    if not training.records:
        return (
            Unseen(what="Everything: there are no records of a training yet.", how="`gancompile build SPEC` trains"),
        )
    return tuple(
        one
        for one in (_records(training), _metrics(training), _scores(training), _draw(training), _gradients(training))
        if one
    )


def _records(training: Training) -> Unseen | None:
    if training.records >= ENOUGH:
        return None
    records = "there is 1 record" if training.records == 1 else f"there are {training.records} records"
    return Unseen(
        what=f"How the game goes: {records} so far, and most of what I look for takes {ENOUGH} and more.",
        how="a longer training has 400",
    )


def _metrics(training: Training) -> Unseen | None:
    measured = training.measured
    every = max(training.rounds // 10, 1)
    along = f"`evaluate: {{every: {{rounds: {every}}}, metrics: [{', '.join(training.metrics)}]}}` in the spec"
    if not measured.newest:
        what = "How good and how varied the samples are, and whether they are copies: no metric was measured, and losses do not say it."
        return Unseen(what=what, how=f"`gancompile evaluate {training.folder}` now, or {along}")
    longest = max(map(len, measured.curves.values()), default=0)
    if longest < FEWEST:
        times = "once" if longest <= 1 else f"{longest} times"
        what = f"Whether an earlier round was better, or a later one would be: metrics were measured {times}."
        return Unseen(what=what, how=_more_often(training) or along)
    return None


def _more_often(training: Training) -> str:
    """How to get the evaluations that the spec asks for, where most of them were left out."""
    asked = training.evaluated_every
    if asked is None or training.rounds_played // asked < FEWEST:
        return ""
    return (
        f"`evaluate: {{share: 1}}`: the spec asks for one in {asked:,} rounds, and those that would take more than their `share` of the "
        "time are left out. Fewer `samples` help as well"
    )


def _scores(training: Training) -> Unseen | None:
    has_scores = len(training.gap) > 0
    if has_scores and training.game.scores is not Scores.UNKNOWN:
        return None
    if has_scores:
        what = "Who is ahead, by the scores: whether examples or samples should get the higher ones, the spec does not say."
        return Unseen(what=what, how="an objective by its name, such as `objective: hinge`, says it")
    what = "Who is ahead, by the scores: D(x) and D(G(z)) are not logged."
    name = training.game.discriminator or "discriminator"
    return Unseen(
        what=what,
        how=(
            f'`watch: {{D(x): "E[sigmoid({name}(x))]", D(G(z)): "E[sigmoid({name}(fake))]"}}` on the player '
            f"`{name}`, without `sigmoid` for scores that are no logits"
        ),
    )


def _draw(training: Training) -> Unseen | None:
    """Probabilities that never differed are a draw of equals, or a discriminator that learned nothing; both are seen."""
    gap = training.gap
    if training.game.scores is not Scores.PROBABILITY or len(gap) < ENOUGH or training.measured.newest:
        return None
    most = max(gap.smooth(5).values)
    if most >= DRAW:
        return None
    return Unseen(
        what=(
            f"Whether the players are equals or the discriminator learned nothing: D(x) - D(G(z)) was never above {number(most)}, "
            "and both look like that."
        ),
        how="the newest picture in samples/",
    )


def _gradients(training: Training) -> Unseen | None:
    if training.of_generator("gradient_norm"):
        return None
    return Unseen(
        what="Whether a gradient reaches the generator: no player trains the exported network as a whole.",
        how="the report has the gradients of all players",
    )
