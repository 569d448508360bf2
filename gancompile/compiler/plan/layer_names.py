"""Naming of what a network's function computes: a variable for each input and each layer's output."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from gancompile.compiler.ir.network import Network
from gancompile.compiler.syntax.free_name import free_name


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNames:
    """values: a variable for each value of the network, inputs first. reused: for each layer that is applied more than once, by its
    name, the variable that holds the layer itself.
    """

    values: tuple[str, ...]
    reused: Mapping[str, str] = field(default_factory=dict)


def name_layers(network: Network, reserved: Set[str] = frozenset()) -> LayerNames:
    """Names from the spec; `h` for what only the next layer reads, else `h` with a number. reserved: names around the layers."""
    first = len(network.inputs)
    own = {*network.uses, "name"}  # the parameters of the function
    names = [free_name(node.name, own.__contains__) for node in network.inputs]
    taken = {*reserved, *names, *(layer.name for layer in network.layers if layer.name), *own}
    hidden = free_name("h", taken.__contains__)
    readers = _readers(network)
    outputs = {output.index for output in network.outputs}
    last = first + len(network.layers) - 1
    for index, layer in enumerate(network.layers, first):
        passing = readers.get(index, []) == [index + 1] or (index == last and index in outputs)
        kept = free_name(layer.name, own.__contains__) if layer.name else None
        names.append(kept or (hidden if passing else free_name(f"h{index - first + 1}", taken.__contains__)))
    shared = {layer.shared.layer for layer in network.layers if layer.shared and layer.shared.network is None}
    used = {*names, *network.uses}
    reused = {name: free_name(f"{name}_layer", used.__contains__) for name in sorted(shared)}
    return LayerNames(values=tuple(names), reused=reused)


def _readers(network: Network) -> Mapping[int, list[int]]:
    """For each value the layers that read it."""
    readers: dict[int, list[int]] = {}
    for index, layer in enumerate(network.layers, len(network.inputs)):
        for source in layer.inputs:
            readers.setdefault(source, []).append(index)
    return readers
