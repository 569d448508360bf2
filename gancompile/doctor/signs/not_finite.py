"""Numbers that were not finite."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training
from gancompile.doctor.wording import hold_discriminator


def not_finite(training: Training) -> Finding | None:
    """A number of the records is not finite, or the training went back to a checkpoint because one was."""
    if not training.rollbacks and not training.not_finite:
        return None
    parts = []
    if training.not_finite:
        name, round = training.not_finite[0]
        parts.append(f"`{name}` is not finite at round {round:,}")
    if training.rollbacks:
        times = "once" if training.rollbacks == 1 else f"{training.rollbacks} times, each time"
        parts.append(f"the training went back to a checkpoint {times} with lower rates")
    rounds = [round for _, round in training.not_finite] or [training.rounds_played]
    return Finding(
        sign="not_finite",
        what="The game blew up on the way: a loss or a weight was no longer finite.",
        figure=f"{' and '.join(parts)}.",
        rounds=(rounds[0], rounds[-1]),
        source="Mescheder et al. 2018 (arXiv 1801.04406): without damping, games diverge even where each player alone would not",
        next_step=f"begin with the lower rates at once, with {hold_discriminator(training)}, or with `clip_gradients: {{norm: 1}}`",
    )
