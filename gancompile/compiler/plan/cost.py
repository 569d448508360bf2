"""The cost of a plan in multiply-adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.program import Mode, Phase
from gancompile.compiler.ir.value import Apply, FirstHalf, Pack, Value, children, walk
from gancompile.compiler.plan.plan import Plan
from gancompile.compiler.plan.update_plan import PlacedRun, UpdatePlan, runs_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """The cost of a run. multiply_adds: of its forward work for one example, None where that is not known.

    inner: of its layers behind the first with weights, through whose inputs a gradient by weights goes. batches: how much goes through it
    in units of the batch, such as 2 where two values are joined, or 1/2. by_weights, by_inputs: which gradients are taken through it.
    """

    placed: PlacedRun
    batches: Fraction
    by_weights: bool
    by_inputs: bool
    multiply_adds: int | None
    inner: int | None

    @property
    def passes(self) -> int:
        """The passes over all layers: the forward one, one for the gradient by the weights, and one for that by the inputs.

        A gradient that is differentiated again adds its own, and twice that.
        """
        once = 1 + self.by_weights + self.by_inputs
        return once + self.placed.inner_tapes * (1 + 2 * self.placed.taped)

    @property
    def goes_inside(self) -> bool:
        """Whether a gradient goes through the inner layers alone: by the weights of the first, and not by what comes in."""
        return self.by_weights and not self.by_inputs

    @property
    def total(self) -> int | None:
        """Multiply-adds for one example, in the mean over the rounds."""
        if self.multiply_adds is None or self.inner is None:
            return None
        work = self.passes * self.multiply_adds + self.goes_inside * self.inner
        return int(self.batches * work / self.placed.every_rounds)


def run_costs(update: UpdatePlan, plan: Plan) -> tuple[RunCost, ...]:
    """The costs of an update's runs, in their order."""
    networks = {network.name: network for network in plan.program.networks}
    moving = moved_with(update.player.networks, networks)
    return tuple(
        RunCost(
            placed=placed,
            batches=update.player.batch_factor * sum((_batches(value) for value in placed.run.values), Fraction(0)),
            by_weights=placed.taped and placed.run.network in moving,
            by_inputs=placed.taped and _reads_moving(placed, moving),
            multiply_adds=networks[placed.run.network].multiply_adds,
            inner=_inner(networks[placed.run.network], networks),
        )
        for placed in runs_of(update)
    )


def total_cost(costs: Sequence[RunCost]) -> int | None:
    """The sum of costs; None where one is not known."""
    totals = [cost.total for cost in costs]
    return None if None in totals else sum(total for total in totals if total is not None)


def round_cost(phase: Phase, plan: Plan) -> int | None:
    """Multiply-adds of a round of a phase over its whole batch."""
    each = {update.player.name: total_cost(run_costs(update, plan)) for update in plan.updates}
    counts = [None if (cost := each[turn.player]) is None else turn.times * cost for turn in phase.turns]
    trial = 2 if phase.mode is Mode.EXTRAGRADIENT else 1
    batch = phase.batch or plan.program.data.batch
    return None if None in counts else trial * batch * sum(count for count in counts if count is not None)


def _inner(network: Network, networks: Mapping[str, Network]) -> int | None:
    """The work of the layers that read what another layer with weights has made."""
    has_weights = [False for _ in network.inputs]
    total = 0
    for layer in network.layers:
        within = networks.get(layer.network or "")
        behind = any(has_weights[source] for source in layer.inputs)
        work = layer.multiply_adds if behind or within is None else _inner(within, networks)
        if work is None:
            return None
        total += work if behind or within is not None else 0
        own = layer.parameters > 0 or layer.shared is not None or (within is not None and within.parameters > 0)
        has_weights.append(behind or own)
    return total


def _batches(value: Value) -> Fraction:
    """The examples of a value in units of the batch, which each `FirstHalf` and `Pack` on the way to a draw makes smaller."""
    found: dict[Value, Fraction] = {}
    for part in walk(value):
        least = min((found[one] for one in children(part)), default=Fraction(1))
        found[part] = least / _parts(part)
    return found[value]


def _parts(value: Value) -> int:
    """By how much a batch is smaller than that of its parts."""
    match value:
        case FirstHalf():
            return 2
        case Pack(number=number):
            return number
    return 1


def _reads_moving(placed: PlacedRun, moving: frozenset[str]) -> bool:
    """Whether what a run reads depends on weights that move."""
    inputs = [given for value in placed.run.values for given in value.inputs]
    return any(isinstance(v, Apply) and v.network in moving for given in inputs for v in walk(given))
