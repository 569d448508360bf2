"""The metric by which the rounds of a training are compared."""

from __future__ import annotations

from dataclasses import dataclass

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.doctor.curve import Curve
from gancompile.doctor.training import Training

FEWEST = 4
"""Evaluations, from which on a curve says anything."""
FIRST = (
    "fid",
    "kid",
    "intra_fid",
    "sliced_wasserstein",
    "marginals",
    "n_grams",
    "autocorrelation",
    "high_quality",
    "coverage",
    "recall",
)
"""Metrics of quality and variety at once come before those of one of them."""
WORSE = 0.15
"""Of its best value, by which a metric is worse."""
CLEAR = 4.0
"""Times what a metric shakes by, from which on a difference is none of chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadingMetric:
    """curve: as measured. costs: the same with lower for better."""

    name: str
    curve: Curve

    @property
    def costs(self) -> Curve:
        """The curve, with lower for better."""
        sign = -1.0 if metric_numbers()[self.name].better == "higher" else 1.0
        return Curve(self.curve.rounds, tuple(sign * value for value in self.curve.values))

    @property
    def best(self) -> int:
        """The position of the first best evaluation."""
        costs = self.costs.values
        return costs.index(min(costs))


def leading_metric(training: Training) -> LeadingMetric | None:
    """The metric that the spec chooses rounds by, or the first of the usual ones; None with fewer than four evaluations."""
    directed = [name for name, row in metric_numbers().items() if row.better]
    asked = [training.best_by] if training.best_by else []
    for name in dict.fromkeys((*asked, *FIRST, *directed)):
        curve = training.measured.curves.get(name, Curve())
        if name in directed and len(curve) >= FEWEST:
            return LeadingMetric(name=name, curve=curve)
    return None


def shake(curve: Curve) -> float:
    """How much values differ from a straight line through their neighbours; 0 on a straight line."""
    bends = [
        abs(before - 2 * value + after)
        for before, value, after in zip(curve.values, curve.values[1:], curve.values[2:], strict=False)
    ]
    return Curve(tuple(range(len(bends))), tuple(bends)).median / 2 if bends else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsening:
    """A metric that has become worse: its best round and value, and the median of its last values with their rounds."""

    name: str
    best_round: int
    best: float
    now: float
    rounds: tuple[int, int]


def worsening(training: Training) -> Worsening | None:
    """How the leading metric has become worse since its best round; None where it has not, or not clearly."""
    leading = leading_metric(training)
    if leading is None or leading.best > len(leading.curve) - 3:
        return None
    costs, best = leading.costs, leading.costs.values[leading.best]
    count = min(3, len(costs) - leading.best - 1)
    last = Curve(costs.rounds[-count:], costs.values[-count:])
    worse = last.median - best
    if worse <= WORSE * abs(best) or worse <= CLEAR * shake(costs):
        return None
    curve = leading.curve
    return Worsening(
        name=leading.name,
        best_round=curve.rounds[leading.best],
        best=curve.values[leading.best],
        now=Curve(curve.rounds[-count:], curve.values[-count:]).median,
        rounds=(curve.rounds[-count], curve.rounds[-1]),
    )
