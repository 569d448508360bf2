"""The sizes of what a training keeps: weights, gradients, slots of optimizers, averages, and the outputs of layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from gancompile.catalogue.precision import computes_in_16_bits, is_mixed
from gancompile.compiler.ir.game import Optimizer, Player
from gancompile.compiler.ir.network import Network, contained
from gancompile.compiler.ir.program import Program

FLOAT32 = 4
SLOTS = {
    "SGD": 0, "RMSprop": 1, "Adam": 2, "AdamW": 2, "Adadelta": 2, "Adagrad": 1, "Adamax": 2, "Adafactor": 1, "Nadam": 2,
    "Ftrl": 2, "Lion": 1, "Lamb": 2, "Muon": 2, "ScheduleFreeAdamW": 2,
}  # fmt: skip
"""Numbers that an optimizer of Keras keeps for each weight. Of Adafactor and Muon, whose slots depend on shapes, about so many."""
MORE_SLOTS = {
    ("SGD", "momentum"),
    ("RMSprop", "momentum"),
    ("RMSprop", "centered"),
    ("Adam", "amsgrad"),
    ("AdamW", "amsgrad"),
}
"""Optimizers with arguments by which they keep one more."""
VIEWS = frozenset({"flatten", "reshape", "identity"})
"""Layers whose output is their input in another shape, and takes no memory."""


def compute_bytes(network: Network) -> int:
    """Of a number that a layer gives."""
    return 2 if computes_in_16_bits(network.dtype) else FLOAT32


def weight_bytes(network: Network) -> int:
    """Of a weight."""
    return 2 if computes_in_16_bits(network.dtype) and not is_mixed(network.dtype) else FLOAT32


def state_bytes(network: Network) -> int:
    """Of the weights of a network and its other state, such as moving statistics, without those of networks within it."""
    return network.parameters * weight_bytes(network) + sum(layer.untrained for layer in network.layers) * FLOAT32


def weights_total(program: Program) -> int:
    """Bytes of all networks."""
    return sum(map(state_bytes, program.networks))


def moved(player: Player, program: Program) -> tuple[Network, ...]:
    """The networks whose weights a player moves."""
    networks = {network.name: network for network in program.networks}
    names = {part for name in player.networks for part in contained(name, networks)}
    return tuple(network for network in program.networks if network.name in names and not network.frozen)


def gradient_bytes(player: Player, program: Program) -> int:
    """Of the gradients of an update."""
    return sum(network.parameters * weight_bytes(network) for network in moved(player, program))


def slots(optimizer: Optimizer) -> int:
    """Numbers that it keeps for each weight."""
    given = sum(bool(value) and (optimizer.keras, name) in MORE_SLOTS for name, value in optimizer.arguments)
    return SLOTS.get(optimizer.keras, 2) + given


def slot_bytes(player: Player, program: Program) -> int:
    """Of the slots of a player's optimizer."""
    return slots(player.optimizer) * gradient_bytes(player, program)


def average_bytes(program: Program, averaged: Iterable[str]) -> int:
    """Of the moving averages of networks: all of their weights and state, those within them included."""
    networks = {network.name: network for network in program.networks}
    names = {part for name in averaged for part in contained(name, networks)}
    return sum(state_bytes(networks[name]) for name in names)


def output_numbers(network: Network, networks: Mapping[str, Network]) -> int | None:
    """The numbers that all layers give for one example, those of networks within it included; None where a size is not known."""
    total = 0
    for layer in network.layers:
        within = networks.get(layer.network or "")
        if within is not None:
            count = output_numbers(within, networks)
        elif None in layer.shape:
            count = None
        else:
            count = 0 if layer.kind in VIEWS else prod(size for size in layer.shape if size is not None)
        if count is None:
            return None
        total += count
    return total


def layer_count(network: Network, networks: Mapping[str, Network]) -> int:
    """The layers that compute something, those of networks within it included."""
    within = [networks.get(layer.network or "") for layer in network.layers]
    return sum(
        layer_count(inner, networks) if inner is not None else layer.kind not in VIEWS
        for layer, inner in zip(network.layers, within, strict=True)
    )
