"""A training of so few rounds that nothing can be said of it."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number

ROUNDS = 300
"""Those of the shortest phase of the zoo."""


def too_short(training: Training) -> Finding | None:
    """A finished training of fewer rounds than the shortest of the zoo has."""
    if not training.is_finished or not 0 < training.rounds_played < ROUNDS:
        return None
    epochs = training.epochs
    seen = f", in which each example was seen {number(epochs)} times" if epochs is not None else ""
    return Finding(
        sign="too_short",
        what="This was a rehearsal, not a training: it is too short for the samples to be like the data.",
        figure=f"{training.rounds_played:,} rounds{seen}.",
        rounds=(1, training.rounds_played),
        source=f"the zoo, whose shortest phase has {ROUNDS} rounds, and whose trainings have 2,000 to 15,000",
        next_step="`gancompile build SPEC --continue` without `--steps`, or with a longer schedule",
    )
