"""A conditional generator that does not do what it is asked for."""

from __future__ import annotations

from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training

SHARE = 0.6
"""Of the accuracy on real examples, below which the label counts for little."""


def label_ignored(training: Training) -> Finding | None:
    """Far fewer samples than examples are of the class that they should be of."""
    newest = training.measured.newest
    if "conditional_accuracy" not in newest or "real_accuracy" not in newest:
        return None
    (round, found), (_, real) = newest["conditional_accuracy"], newest["real_accuracy"]
    if found >= SHARE * real:
        return None
    return Finding(
        sign="label_ignored",
        what="The generator hardly listens to its label: many samples are of another class than the one asked for.",
        figure=(
            f"{100 * found:.0f} % of the samples are of the class asked for at round {round:,}, beside "
            f"{100 * real:.0f} % of the real examples."
        ),
        rounds=(round, round),
        source="Miyato and Koyama 2018 (arXiv 1802.05637), section 4",
        next_step=(
            "`projection` of the label in the discriminator, as in `gancompile zoo biggan-digits`, or "
            "`conditional_batch_normalization` in the generator"
        ),
    )
