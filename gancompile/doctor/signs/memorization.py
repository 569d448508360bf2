"""A generator that copies examples."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training
from gancompile.doctor.wording import number

NEARER = -3.0
"""Of the test of Meehan et al.: below it, samples are nearer to training examples than held-out ones are."""
AUTHENTIC = 0.3
"""Of samples; of examples of the same distribution, about half are authentic."""
COPIES = 0.01
"""Of samples that equal an example, beyond those that equal another in the data."""
ALAA = "Alaa et al. 2022 (arXiv 2102.08921), section 4"


def memorization(training: Training) -> Finding | None:
    """Metrics of copying as measured last."""
    newest = training.measured.newest
    shown = []
    at, source = 0, ALAA
    copying = newest.get("copying")
    if copying and copying[1] < NEARER:
        shown.append(
            f"the copying test is {number(copying[1])}, and below {NEARER:g} samples are nearer to the training examples "
            "than held-out ones are"
        )
        at, source = copying[0], "Meehan et al. 2020 (arXiv 2004.05675), section 3"
    authenticity = newest.get("authenticity")
    if authenticity and authenticity[1] < AUTHENTIC:
        shown.append(
            f"only {100 * authenticity[1]:.0f} % of the samples are authentic, where new examples would be about half of the time"
        )
        at = at or authenticity[0]
    repeated = newest.get("repeated_rows", (0, 0.0))[1]
    for name in ("copies", "copied_rows", "copied_lines"):
        value = newest.get(name)
        if value and value[1] > COPIES + repeated:
            shown.append(f"{100 * value[1]:.1f} % of the samples equal an example")
            at = at or value[0]
    if not shown:
        return None
    return Finding(
        sign="memorization",
        what="The generator copies: many samples are training examples, or stand closer to one than its own neighbours do.",
        figure=f"{'; '.join(shown)} (round {at:,}).",
        rounds=(at, at),
        source=source,
        next_step=_next_step(training),
    )


def _next_step(training: Training) -> str:
    earlier = "an earlier round, which `evaluate: {every: {rounds: 500}, metrics: [fid, memorization]}` finds"
    of_data = "" if training.game.is_augmented else "`augment(x, ada)` for images, as in `gancompile zoo ada-digits`; "
    return f"more data, if there are any; {of_data}a smaller generator; or {earlier}"
