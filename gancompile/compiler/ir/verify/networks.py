"""Laws of networks: positions, names, kinds, shapes by the rules of the layers, and outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from gancompile.catalogue import layer_rows
from gancompile.compiler.ir.network import LayerNode, Network, Shape, same_shape
from gancompile.compiler.ir.program import Program
from gancompile.compiler.shapes import infer_applied, print_shape
from gancompile.compiler.shapes.shape import ShapeProblem


def broken_networks(program: Program) -> Iterator[str]:
    """Each law that a network breaks, as a sentence."""
    networks = {network.name: network for network in program.networks}
    if len(networks) < len(program.networks):
        yield "two networks have one name"
    for network in program.networks:
        yield from _network(network, networks)
    for role in (program.generator, program.discriminator):
        if role is not None and role not in networks:
            yield f"{role} is served, and there is no such network"


def _network(network: Network, networks: Mapping[str, Network]) -> Iterator[str]:
    first = len(network.inputs)
    names = [*(node.name for node in network.inputs), *(layer.name for layer in network.layers)]
    named = Counter(name for name in names if name)
    yield from (f"{network.name} has {count} values named {name}" for name, count in named.items() if count > 1)
    yield from (f"{network.name} uses {name}, which is no network" for name in network.uses if name not in networks)
    for index, layer in enumerate(network.layers, first):
        if not all(0 <= source < index for source in layer.inputs):
            yield f"layer {index - first + 1} of {network.name} reads what comes after it"
        else:
            yield from _layer(layer, index - first + 1, network, networks)
    if network.loads is None:
        yield from _outputs(network)
    yield from _sharing(network)


def _layer(layer: LayerNode, number: int, network: Network, networks: Mapping[str, Network]) -> Iterator[str]:
    where = f"layer {number} of {network.name}"
    if layer.network is not None:
        inner = networks.get(layer.network)
        outputs = {one.name: one.shape for one in inner.outputs} if inner else {}
        expected = outputs.get(layer.output or "", inner.shape if inner else layer.shape)
    elif layer.kind not in layer_rows():
        yield f"{where} is of kind {layer.kind}, which the catalogue does not have"
        return
    elif layer.shared is not None:
        return  # its arguments are those of the layer that it is once more
    else:
        inferred = _inferred(layer, [network.node(source).shape for source in layer.inputs])
        if isinstance(inferred, ShapeProblem):
            yield f"{where} cannot be: {inferred.message}"
            return
        expected = inferred
    if not same_shape(layer.shape, expected):
        yield f"{where} has the shape {print_shape(layer.shape)}, and its rule gives {print_shape(expected)}"


def _inferred(layer: LayerNode, inputs: list[Shape]) -> Shape | ShapeProblem:
    """The shape of a layer by its own rule and those of its wrappers."""
    rows = layer_rows()
    around = [(rows[wrap.kind], {one.name: one.value for one in wrap.arguments}) for wrap in layer.wraps]
    made = infer_applied(rows[layer.kind], {one.name: one.value for one in layer.arguments}, inputs, around)
    return made if isinstance(made, ShapeProblem) else tuple(s if isinstance(s, int) else None for s in made.shape)


def _outputs(network: Network) -> Iterator[str]:
    for output in network.outputs:
        if not 0 <= output.index < len(network.inputs) + len(network.layers):
            yield f"output {output.name} of {network.name} is none of its values"
        elif network.node(output.index).shape != output.shape:
            yield f"output {output.name} of {network.name} has another shape than its layer"


def _sharing(network: Network) -> Iterator[str]:
    own = {node.name for node in network.layers if not node.shared}
    for layer in network.layers:
        if layer.shared and layer.shared.network is None and layer.shared.layer not in own:
            yield f"{network.name} shares a layer {layer.shared.layer}, which it does not have"
