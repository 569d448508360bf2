"""A training that got worse after its best round."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.leading_metric import worsening
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number, span

NEAR = 0.1
"""Of the rounds played, within which a checkpoint is as good as at the best round."""


def worse_after_best(training: Training) -> Finding | None:
    """The leading metric is clearly worse at the end than it was."""
    worse = worsening(training)
    if worse is None:
        return None
    return Finding(
        sign="worse_after_best",
        what=f"The training went on for too long: by {worse.name}, it was better before.",
        figure=(
            f"{worse.name} was {number(worse.best)} at round {worse.best_round:,}, its best, and is "
            f"{number(worse.now)} in {span(worse.rounds)}."
        ),
        rounds=(worse.best_round, worse.rounds[1]),
        source="Prechelt 1998, Early stopping - but when?; of GANs, Karras et al. 2020 (arXiv 2006.06676), figure 1",
        next_step=_next_step(training, worse.name, worse.best_round),
    )


def _next_step(training: Training, name: str, best: int) -> str:
    nearest = min(training.checkpoints, key=lambda round: abs(round - best), default=None)
    if nearest is not None and abs(nearest - best) <= NEAR * training.rounds_played:
        at = "best" if training.best_by == name else f"{nearest}"
        return f"`gancompile export {training.folder} --at {at}`, whose checkpoint is there"
    keep = "" if training.best_by == name else f"`evaluate: {{best: {name}}}` keeps the best checkpoint next time; or "
    return f"{keep}train for {best:,} rounds (the checkpoint of the best round is gone)"
