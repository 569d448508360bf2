"""A training that ended while it was still getting better."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.leading_metric import CLEAR, leading_metric, shake
from gancompile.doctor.signs.rate_at_zero import has_ended
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number, span

BETTER = 0.05
"""Of its value, from the last quarter but one to the last."""
FEWEST = 6
"""Evaluations."""


def still_improving(training: Training) -> Finding | None:
    """The leading metric is best in the last quarter, and clearly better there than in the quarter before."""
    leading = leading_metric(training)
    if leading is None or len(leading.curve) < FEWEST or not training.is_finished:
        return None
    costs = leading.costs
    before, last = costs.between(0.5, 0.75), costs.between(0.75, 1.0)
    better = before.median - last.median
    is_best = min(last.values) <= min(costs.values)
    if not is_best or better <= BETTER * abs(before.median) or better <= CLEAR / 2 * shake(costs):
        return None
    sign = 1.0 if leading.curve.values == costs.values else -1.0
    return Finding(
        sign="still_improving",
        what=f"It was still getting better when it ended: {leading.name} had not come to a level.",
        figure=(
            f"{leading.name} is {number(sign * last.median)} in {span(last.span)}, after "
            f"{number(sign * before.median)} in {span(before.span)}."
        ),
        rounds=(before.span[0], last.span[1]),
        source="Heusel et al. 2017 (arXiv 1706.08500), section 4, where FID over the rounds is the measure of progress",
        next_step=_next_step(training),
    )


def _next_step(training: Training) -> str:
    is_one = len(training.phases) == 1
    longer = (
        f"`steps: {2 * training.rounds}` in the schedule"
        if is_one
        else f"more `steps` in phase `{training.phases[-1]}`"
    )
    if has_ended(training):
        return f"{longer}, and `gancompile build SPEC --fresh`: the learning rate has come to 0, so going on from here would change nothing"
    return f"{longer}, and `gancompile build SPEC --continue`"
