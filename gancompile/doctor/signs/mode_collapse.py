"""A generator that makes only some of what the data hold."""

from __future__ import annotations

from math import exp, log

from gancompile.doctor.finding import Finding
from gancompile.doctor.thresholds import LEAST_ROUNDS, are_alike
from gancompile.doctor.training import VARIATION, Training
from gancompile.doctor.wording import hold_discriminator, number, remark_on_rates, slower

LOST = 0.25
"""Of the modes of a mixture."""
RECALL, PRECISION = 0.1, 0.2
"""A recall below the first with a precision above the second: plausible samples of a small part of the data."""
NOTHING = 0.02
"""Of the data, covered: nothing."""
ALIKE = 0.15
"""By which samples may be more alike than the data, of what is left up to being equal."""
FALLEN = 0.5
"""Of the best recall so far."""


def mode_collapse(training: Training) -> Finding | None:
    """Variety as measured last: lost modes, recall and coverage, how much samples vary, their likeness."""
    for show in (_no_mode, _modes, _variation, _recall, _likeness, _lines):
        found = show(training)
        if found is not None:
            what, figure, round, source = found
            return Finding(
                sign="mode_collapse",
                what=what,
                figure=f"{figure}{remark_on_rates(training)}",
                rounds=(round, round),
                source=source,
                next_step=(
                    f"{hold_discriminator(training)}; or `minibatch_standard_deviation` as a layer of it; or "
                    f"{slower(training, training.game.generator)}"
                ),
            )
    return None


Shown = tuple[str, str, int, str]


def _no_mode(training: Training) -> Shown | None:
    round, hit = training.measured.newest.get("modes", (0, 1.0))
    if hit > 0:
        return None
    _, good = training.measured.newest.get("high_quality", (0, 0.0))
    return (
        "The samples are near none of the modes of the data: they have not got there yet, or have left.",
        f"at round {round:,} it hits 0 modes, and {100 * good:.1f} % of the samples are near one.",
        round,
        "Srivastava et al. 2017 (arXiv 1705.07761), section 4",
    )


def _modes(training: Training) -> Shown | None:
    round, lost = training.measured.newest.get("modes_kl", (0, 0.0))
    if lost <= log(1 / (1 - LOST)) or "modes" not in training.measured.newest:
        return None
    hit = training.measured.newest["modes"][1]
    of_all = (
        f"; they are shared as if there were {number(training.modes * exp(-lost))} of {training.modes}"
        if training.modes
        else ""
    )
    return (
        "The generator has collapsed: its samples crowd around a few modes of the data and leave the others out.",
        f"at round {round:,} it hits {number(hit)} modes, and the KL divergence of their shares is {number(lost)} nats{of_all}.",
        round,
        "Srivastava et al. 2017 (arXiv 1705.07761), section 4; Lin et al. 2018 (arXiv 1712.04086)",
    )


def _variation(training: Training) -> Shown | None:
    curve = training.curve(VARIATION)
    if not curve or training.rounds_played < LEAST_ROUNDS or not are_alike(curve.last, max(curve.values)):
        return None
    most = f", and varied by {100 * max(curve.values):.0f} % before" if max(curve.values) > 2 * curve.last else ""
    return (
        "The generator has collapsed: its samples are nearly one and the same.",
        f"64 samples vary by {100 * curve.last:.1f} % of what the data do at round {curve.rounds[-1]:,}{most}.",
        curve.rounds[-1],
        "Salimans et al. 2016 (arXiv 1606.03498), section 3.2, which looks at batches for that reason",
    )


def _recall(training: Training) -> Shown | None:
    newest = training.measured.newest
    if "recall" not in newest or "precision" not in newest:
        return None
    (round, recall), (_, precision) = newest["recall"], newest["precision"]
    source = "Kynkäänniemi et al. 2019 (arXiv 1904.06991): precision is quality, recall is variety"
    figure = f"recall is {number(recall)} at round {round:,} with a precision of {number(precision)}"
    if max(recall, newest.get("coverage", (0, recall))[1]) < NOTHING:
        what = (
            "The samples cover nothing of the data: either they are all alike, or they are not like the data at all. "
            "The newest picture in samples/ shows which."
        )
        return what, f"{figure}.", round, source
    curve = training.measured.curves.get("recall")
    best = max(curve.values) if curve else recall
    fallen = recall < FALLEN * best
    if precision > PRECISION and (recall < RECALL or (fallen and recall < 2 * RECALL)):
        of_best = f", and was {number(best)} at best" if fallen else ""
        what = "The generator has lost its variety: its samples could pass for data, but only for a small part of them."
        return what, f"{figure}{of_best}.", round, source
    return None


def _likeness(training: Training) -> Shown | None:
    newest = training.measured.newest
    if "ms_ssim" not in newest or "ms_ssim_real" not in newest:
        return None
    (round, alike), (_, real) = newest["ms_ssim"], newest["ms_ssim_real"]
    if alike - real <= ALIKE * (1 - real):
        return None
    return (
        "Samples are much more alike than examples of the data are, which is how mode collapse looks.",
        f"MS-SSIM of pairs of samples is {number(alike)} at round {round:,}, and of pairs of examples {number(real)}.",
        round,
        "Odena et al. 2017 (arXiv 1610.09585), section 4.2",
    )


def _lines(training: Training) -> Shown | None:
    round, distinct = training.measured.newest.get("distinct_lines", (0, 1.0))
    if distinct >= FALLEN:
        return None
    return (
        "The generator repeats itself: most of its lines come more than once.",
        f"{100 * distinct:.0f} % of the lines are distinct at round {round:,}.",
        round,
        "Semeniuta et al. 2018 (arXiv 1806.04936)",
    )
