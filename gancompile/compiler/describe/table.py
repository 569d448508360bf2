"""The networks of a program as tables of text: every layer with its shape, its weights and its work."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.describe.aligned import aligned
from gancompile.compiler.describe.layer import layer_text, reads
from gancompile.compiler.ir.network import InputNode, LayerNode, Network
from gancompile.compiler.ir.program import Program
from gancompile.compiler.shapes import print_shape

HEAD = ("#", "layer", "reads", "output", "parameters", "multiply-adds")
TO_THE_RIGHT = {0, 4, 5}
WIDEST = 72
"""Characters of a layer's description; a longer one is cut."""


def tables(program: Program) -> str:
    """A table for each network, and the sums of the whole game."""
    parts = [network_table(network) for network in program.networks]
    return "\n".join((*parts, _whole_game(program.networks)))


def network_table(network: Network) -> str:
    """One network: what goes in and comes out, a row for each layer, and the sums."""
    heading = f"{_heading(network)}\n"
    if not network.layers:
        return heading
    rows = [_row(layer, number, network) for number, layer in enumerate(network.layers, 1)]
    return heading + "\n" + aligned((HEAD, *rows), _sums(network), to_the_right=TO_THE_RIGHT)


def _heading(network: Network) -> str:
    inputs = ", ".join(_input(node) for node in network.inputs)
    outputs = ", ".join(f"{output.name} {print_shape(output.shape)}" for output in network.outputs)
    about = []
    if network.like is not None:
        about.append(f"the layers of `{network.like}`, with weights of its own")
    if network.loads is not None:
        about.append(f"loaded from {network.loads}{', and stays as it is' if network.frozen else ''}")
    for output in network.outputs:
        if output.served_through is not None:
            of = f" of {output.name}" if network.several else ""
            about.append(f"the {output.served_through}{of} is put on when it is served")
    return f"{network.name}: {inputs} -> {outputs}" + (f" ({'; '.join(about)})" if about else "")


def _input(node: InputNode) -> str:
    dtype = "" if node.dtype == "float32" else f" {node.dtype}"
    return f"{node.name} {print_shape(node.shape)}{dtype}"


def _row(layer: LayerNode, number: int, network: Network) -> tuple[str, ...]:
    position = len(network.inputs) + number - 1
    message = layer_text(layer, WIDEST)
    return (
        str(number),
        message,
        reads(layer, position, network),
        print_shape(layer.shape),
        _weights(layer),
        _work(layer),
    )


def _weights(layer: LayerNode) -> str:
    if layer.shared is not None:
        return "shared"
    return f"of {layer.network}" if layer.network is not None else f"{layer.parameters:,}"


def _work(layer: LayerNode) -> str:
    return _count(layer.multiply_adds)


def _count(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


def _sums(network: Network) -> tuple[str, ...]:
    untrained = sum(layer.untrained for layer in network.layers)
    beside = f" and {untrained:,} numbers of state" if untrained else ""
    return "", f"sum{beside}", "", "", f"{network.parameters:,}", _count(network.multiply_adds)


def _whole_game(networks: Sequence[Network]) -> str:
    weights = sum(network.parameters for network in networks)
    work = [network.multiply_adds for network in networks]
    whole = None if None in work else sum(count for count in work if count is not None)
    plural = "s" * (len(networks) != 1)
    return (
        f"the whole game: {len(networks)} network{plural}, {weights:,} parameters, "
        f"{_count(whole)} multiply-adds for one example through each of them\n"
    )
