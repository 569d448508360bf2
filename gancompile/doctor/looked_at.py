"""The numbers that a judgement rests on, in sentences."""

from __future__ import annotations

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.doctor.leading_metric import leading_metric
from gancompile.doctor.training import VARIATION, Training
from gancompile.doctor.wording import number, span


def looked_at(training: Training) -> tuple[str, ...]:
    """What was looked at, with the figures of the last quarter."""
    lines = (
        _scores(training),
        _losses(training),
        _gradient(training),
        _variation(training),
        _leading(training),
        _metrics(training),
    )
    return tuple(line for line in lines if line)


def _scores(training: Training) -> str:
    reals, fakes = training.curve("D(x)").tail(), training.curve("D(G(z))").tail()
    if not reals or not fakes:
        return ""
    return f"D(x) is {number(reals.median)} and D(G(z)) {number(fakes.median)} in {span(reals.span)}"


def _losses(training: Training) -> str:
    players = [(player, training.curve(f"{player}_loss").tail()) for player in training.game.players]
    parts = [f"of `{player}` {number(curve.median)}" for player, curve in players if curve]
    return f"losses, over the last quarter: {', '.join(parts)}" if parts else ""


def _gradient(training: Training) -> str:
    curve = training.of_generator("gradient_norm")
    if not curve:
        return ""
    return f"the gradient of `{training.game.generator}` is {number(curve.tail().median)}, and was {number(max(curve.values))} at most"


def _variation(training: Training) -> str:
    curve = training.curve(VARIATION)
    return (
        f"samples vary by {100 * curve.last:.0f} % of what the data do at round {curve.rounds[-1]:,}" if curve else ""
    )


def _leading(training: Training) -> str:
    leading = leading_metric(training)
    if leading is None:
        return ""
    best, curve = leading.best, leading.curve
    return (
        f"{leading.name} is {number(curve.last)} at round {curve.rounds[-1]:,}, and was best, {number(curve.values[best])}, "
        f"at round {curve.rounds[best]:,}, of {len(curve)} evaluations"
    )


def _metrics(training: Training) -> str:
    leading = leading_metric(training)
    names = [name for name in metric_numbers() if name in training.measured.newest]
    parts = [
        f"{name} {number(training.measured.newest[name][1])}" for name in names if not leading or name != leading.name
    ]
    return f"measured last: {', '.join(parts)}" if parts else ""
