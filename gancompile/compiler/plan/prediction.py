"""The prediction of what a training takes on given cards: arithmetic over the plan, of which nothing was measured on a GPU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from gancompile.catalogue.gpu_rows import GpuRow
from gancompile.catalogue.precision import is_mixed
from gancompile.compiler.ir.program import Mode, Phase
from gancompile.compiler.plan.cost import RunCost, run_costs
from gancompile.compiler.plan.plan import Plan
from gancompile.compiler.plan.sizes import (
    average_bytes,
    compute_bytes,
    gradient_bytes,
    layer_count,
    moved,
    output_numbers,
    slot_bytes,
    slots,
    weights_total,
)
from gancompile.compiler.plan.update_plan import UpdatePlan

SHARE_OF_PEAK = 0.35
"""Of a card's peak, that convolutions and matrices reach. Those of many channels may come to one half and above, small ones to a tenth:
a middle, chosen and not measured, as are the other shares here.
"""
SHARE_OF_BANDWIDTH = 0.75
"""Of a memory's bandwidth, that kernels which read and write large tensors reach."""
SHARE_OF_LINK = 0.7
"""Of a link's or a network's rate, that an all-reduce of megabytes reaches."""
TOUCHES = 2
"""How often the output of a layer is read or written in a pass: once by the layer, once by the next one."""
LAUNCH_SECONDS = 5e-6
"""From one kernel to the next where they are short: what the host takes to start one."""
KERNELS_PER_LAYER = 2
"""Of a layer in a pass: the layer, and its bias or another elementwise step."""
KERNELS_PER_WEIGHT_LAYER = 6
"""Of an optimizer for a layer: its arithmetic, joined into few kernels, for a kernel and a bias."""
RESERVED = 1.5e9
"""Bytes of a card's memory that are not for tensors: the context of CUDA, its libraries, and room for their convolutions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """devices: all of them. per_machine: how many of them a machine has at most. network: between machines, in Gbit/s."""

    gpu: GpuRow
    devices: int
    per_machine: int = 8
    network: float = 100.0

    @property
    def count(self) -> int:
        """How many machines there are."""
        return -(-self.devices // self.per_machine)

    @property
    def exchange_rate(self) -> float:
        """Bytes a second that go round a ring of all devices: of the link, or of the network where that is slower."""
        link = self.gpu.link * 1e9
        return SHARE_OF_LINK * (min(link, self.network * 1e9 / 8) if self.count > 1 else link)

    def exchange_seconds(self, size: float) -> float:
        """Of a ring all-reduce: each device sends and receives 2 (n - 1) / n times the bytes."""
        return 2 * (self.devices - 1) / self.devices * size / self.exchange_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes of a device. activations: of the update that has most of them, and the gradients of that update."""

    weights: int
    slots: int
    averages: int
    gradients: int
    activations: float
    update: str

    @property
    def total(self) -> float:
        """All, with what is reserved."""
        return self.weights + self.slots + self.averages + self.gradients + self.activations + RESERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Seconds of a device for a stretch of work, by what bounds it: arithmetic, memory, or the launches of kernels."""

    arithmetic: float = 0.0
    memory: float = 0.0
    launches: float = 0.0

    @property
    def seconds(self) -> float:
        """The largest: the others go on meanwhile."""
        return max(self.arithmetic, self.memory, self.launches)

    @property
    def bound(self) -> str:
        """What is the largest."""
        return max((self.arithmetic, "arithmetic"), (self.memory, "memory"), (self.launches, "launches"))[1]

    def plus(self, other: Work) -> Work:
        """Both, one after the other."""
        return Work(
            arithmetic=self.arithmetic + other.arithmetic,
            memory=self.memory + other.memory,
            launches=self.launches + other.launches,
        )

    def times(self, factor: float) -> Work:
        """So many times of it."""
        return Work(
            arithmetic=self.arithmetic * factor, memory=self.memory * factor, launches=self.launches * factor
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePrediction:
    """batch: of all devices. exchanged: bytes of gradients a round. exchange: seconds of their all-reduces a round. alone: seconds of a
    round on one device.
    """

    name: str
    rounds: int
    batch: int
    work: Work
    exchanged: int
    exchange: float
    alone: float
    devices: int

    @property
    def seconds(self) -> float:
        """Of a round; the exchange overlaps with nothing."""
        return self.work.seconds + self.exchange

    @property
    def bound(self) -> str:
        """What takes most of a round."""
        return "exchange" if self.exchange > self.work.seconds else self.work.bound

    @property
    def efficiency(self) -> float:
        """The speed against so many times that of one device."""
        return self.alone / (self.devices * self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Of all stages on some machines. refusal: why these devices cannot train it, or None. memory: of the stage that takes most."""

    machines: Machines
    phases: tuple[PhasePrediction, ...]
    memory: Memory
    refusal: str | None = None

    @property
    def fits(self) -> bool:
        """Whether a device has the memory."""
        return self.memory.total <= self.machines.gpu.memory * 1e9

    @property
    def hours(self) -> float:
        """Of the whole schedule, without evaluations, pictures and checkpoints."""
        return sum(phase.rounds * phase.seconds for phase in self.phases) / 3600


class Unpredictable(Exception):
    """A game whose costs are not all known; the message is for the user."""


def predict(plans: Sequence[Plan], machines: Machines) -> Prediction:
    """What a training takes on some machines. Raises Unpredictable."""
    phases = tuple(_phase(phase, plan, machines) for plan in plans for phase in plan.program.phases)
    memory = max((_memory(plan, machines) for plan in plans), key=lambda one: one.total)
    refusal = next((why for plan in plans if (why := _refusal(plan, machines.devices))), None)
    return Prediction(machines=machines, phases=phases, memory=memory, refusal=refusal)


def _refusal(plan: Plan, devices: int) -> str | None:
    parts = devices * lcm(*(player.accumulate for player in plan.program.game.players))
    for batch in _batches(plan):
        if batch % parts:
            return f"a batch of {batch} cannot be divided evenly among {parts}; write `batch: {-(-batch // parts) * parts}`"
    return None


def _batches(plan: Plan) -> list[int]:
    return [phase.batch or plan.program.data.batch for phase in plan.program.phases]


def _memory(plan: Plan, machines: Machines) -> Memory:
    program, batch = plan.program, max(_batches(plan))
    size, update = max(
        (_update_bytes(update, plan, batch / machines.devices / update.player.accumulate), update.player.name)
        for update in plan.updates
    )
    player = plan.update(update).player
    gradients = gradient_bytes(player, program) * (2 if player.accumulate > 1 else 1)
    return Memory(
        weights=weights_total(program),
        slots=sum(slot_bytes(one, program) for one in program.game.players),
        averages=average_bytes(program, [average.network for one in plan.updates for average in one.averages]),
        gradients=gradients,
        activations=size - gradients,
        update=update,
    )


def _update_bytes(update: UpdatePlan, plan: Plan, examples: float) -> float:
    """Gradients and activations of an update. A run under the tape keeps the outputs of its layers, and where a gradient within a formula
    is differentiated, those of its backward pass, too. Others keep their result alone, which is not counted.
    """
    networks = {network.name: network for network in plan.program.networks}
    total = float(gradient_bytes(update.player, plan.program)) * (2 if update.player.accumulate > 1 else 1)
    for cost in run_costs(update, plan):
        network = networks[cost.placed.run.network]
        if not cost.placed.taped and not cost.placed.inner_tapes:
            continue
        kept = 1 + cost.placed.inner_tapes * cost.placed.taped
        total += kept * float(cost.batches) * examples * _outputs(cost, plan) * compute_bytes(network)
        total += 2 * network.parameters * is_mixed(network.dtype)
    return total


def _outputs(cost: RunCost, plan: Plan) -> int:
    networks = {network.name: network for network in plan.program.networks}
    name = cost.placed.run.network
    numbers = output_numbers(networks[name], networks)
    if numbers is None or cost.total is None:
        raise Unpredictable(f"the sizes of `{name}` are not all known before it runs, so its costs cannot be predicted")
    return numbers


def _phase(phase: Phase, plan: Plan, machines: Machines) -> PhasePrediction:
    trial = 2 if phase.mode is Mode.EXTRAGRADIENT else 1
    batch = phase.batch or plan.program.data.batch
    turns = [(plan.update(turn.player), trial * turn.times) for turn in phase.turns]
    here, alone = Work(), Work()
    for update, times in turns:
        here = here.plus(_update_work(update, plan, machines.gpu, batch / machines.devices).times(times))
        alone = alone.plus(_update_work(update, plan, machines.gpu, batch).times(times))
    exchanged = sum(times * gradient_bytes(update.player, plan.program) for update, times in turns)
    return PhasePrediction(
        name=phase.name, rounds=phase.rounds, batch=batch, work=here, exchanged=exchanged,
        exchange=machines.exchange_seconds(exchanged), alone=alone.seconds, devices=machines.devices,
    )  # fmt: skip


def _update_work(update: UpdatePlan, plan: Plan, gpu: GpuRow, examples: float) -> Work:
    """examples: of a device."""
    networks = {network.name: network for network in plan.program.networks}
    work = _step_work(update, plan, gpu)
    for cost in run_costs(update, plan):
        network = networks[cost.placed.run.network]
        peak = gpu.peak(network.dtype)
        if peak is None:
            raise Unpredictable(f"{gpu.help} has no units for {network.dtype}, in which `{network.name}` computes")
        passes = cost.passes / cost.placed.every_rounds
        touched = TOUCHES * passes * float(cost.batches) * examples * _outputs(cost, plan) * compute_bytes(network)
        kernels = KERNELS_PER_LAYER * passes * layer_count(network, networks) * update.player.accumulate
        work = work.plus(
            Work(
                arithmetic=2 * (cost.total or 0) * examples / (SHARE_OF_PEAK * peak * 1e12),
                memory=touched / (SHARE_OF_BANDWIDTH * gpu.bandwidth * 1e9),
                launches=kernels * LAUNCH_SECONDS,
            )
        )
    return work


def _step_work(update: UpdatePlan, plan: Plan, gpu: GpuRow) -> Work:
    """Of the optimizer and the averages: gradients are read, weights and slots read and written, on every device."""
    size = gradient_bytes(update.player, plan.program)
    averaged = average_bytes(plan.program, [average.network for average in update.averages])
    touched = (3 + 2 * slots(update.player.optimizer)) * size + 3 * averaged
    weighted = sum(layer.parameters > 0 for network in moved(update.player, plan.program) for layer in network.layers)
    return Work(
        memory=touched / (SHARE_OF_BANDWIDTH * gpu.bandwidth * 1e9),
        launches=KERNELS_PER_WEIGHT_LAYER * weighted * LAUNCH_SECONDS,
    )
