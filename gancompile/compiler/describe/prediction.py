"""Predictions as text: a row for each number of devices, the memory of one, and what is assumed."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.plan.prediction import (
    LAUNCH_SECONDS,
    RESERVED,
    SHARE_OF_BANDWIDTH,
    SHARE_OF_LINK,
    SHARE_OF_PEAK,
    TOUCHES,
    Machines,
    Memory,
    PhasePrediction,
    Prediction,
)

HEAD = ("devices", "machines", "memory", "a round", "bound by", "exchanged", "images/s", "efficiency", "schedule")
TO_THE_RIGHT = frozenset({0, 1, 2, 3, 5, 6, 7, 8})
UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def prediction_text(predictions: Sequence[Prediction]) -> str:
    """What is predicted for each number of devices. predictions: of one card, at least one."""
    machines = predictions[0].machines
    longest = _longest(predictions[0])
    gpu = machines.gpu
    of_phase = f", phase {longest.name}" if len(predictions[0].phases) > 1 else ""
    lines = [
        f"predicted for {gpu.help}, with a batch of {longest.batch} on all devices{of_phase}; nothing of this was measured on a GPU",
        "",
        *_table([HEAD, *(_row(one) for one in predictions)]),
        *(f"  {one.machines.devices} devices: {one.refusal}" for one in predictions if one.refusal),
        "",
        *(_memory(one.memory, one.machines) for one in predictions if one.refusal is None),
        "",
        *_assumptions(machines),
    ]
    return "\n".join(lines) + "\n"


def _longest(prediction: Prediction) -> PhasePrediction:
    """The phase that takes most of the time."""
    return max(prediction.phases, key=lambda phase: phase.rounds * phase.seconds)


def _row(prediction: Prediction) -> tuple[str, ...]:
    machines, phase = prediction.machines, _longest(prediction)
    number = (str(machines.devices), str(machines.count))
    if prediction.refusal is not None:
        return (*number, *("-" for _ in HEAD[2:]))
    return (
        *number,
        _size(prediction.memory.total) + ("" if prediction.fits else ", too much"),
        f"{phase.seconds * 1000:.3g} ms",
        phase.bound,
        _size(phase.exchanged) if machines.devices > 1 else "nothing",
        f"{phase.batch / phase.seconds:,.0f}",
        f"{phase.efficiency:.0%}",
        f"{prediction.hours:.3g} h",
    )


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if column in TO_THE_RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _memory(memory: Memory, machines: Machines) -> str:
    device = "device" if machines.devices == 1 else f"device of {machines.devices}"
    return (
        f"memory of a {device}: weights {_size(memory.weights)}, slots of optimizers {_size(memory.slots)}, averages "
        f"{_size(memory.averages)}, gradients {_size(memory.gradients)}, activations of the update of {memory.update} "
        f"{_size(memory.activations)}, reserved {_size(RESERVED)}"
    )


def _assumptions(machines: Machines) -> list[str]:
    gpu = machines.gpu
    short = "" if gpu.bfloat16 is None else f", bfloat16 {gpu.bfloat16:g}"
    network = f", or of {machines.network:g} Gbit/s between machines of {machines.per_machine}"
    return [
        "assumed:",
        f"  arithmetic: {SHARE_OF_PEAK:.0%} of the peak, in TFLOPS: float32 {gpu.peak('float32'):g}"
        f"{' (as TF32)' if gpu.tf32 else ''}, float16 {gpu.float16:g}{short}",
        f"  memory: {SHARE_OF_BANDWIDTH:.0%} of {gpu.bandwidth:g} GB/s; each layer's output is touched {TOUCHES} times in a pass",
        f"  launches: {LAUNCH_SECONDS * 1e6:g} microseconds from kernel to kernel",
        f"  exchange: gradients once an update around a ring, at {SHARE_OF_LINK:.0%} of {gpu.link:g} GB/s ({gpu.link_kind})"
        + network,
        "  a round takes the largest of the first three, and the exchange after it",
        "  left out: input, losses and draws, evaluations, pictures, checkpoints, what layers need within themselves",
        f"  numbers of the card: {gpu.source}",
    ]


def _size(size: float) -> str:
    """Bytes in the unit that suits them."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size:.0f} B"
