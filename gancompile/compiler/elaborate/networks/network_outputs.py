"""The outputs of a network: which values, out of which activation, by way of which layers."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gancompile.catalogue import layer_rows
from gancompile.catalogue.emitted_names import Kind
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.networks.network_builder import NetworkBuilder
from gancompile.compiler.ir.network import InputNode, LayerNode, Network, Output
from gancompile.compiler.syntax import Mapping, Node, Scalar

LOOKED_THROUGH = frozenset({"cropping1d", "cropping2d", "cropping3d", "flatten", "identity", "permute", "reshape"})
"""Layers that only reorder or leave out numbers."""
ACTIVATIONS = frozenset({"elu", "leaky_relu", "prelu", "relu", "softmax"})
"""Layers that are an activation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The values that an output is made of, in their order, with positions among themselves."""

    values: tuple[InputNode | LayerNode, ...]
    outputs: tuple[Output, ...]

    def mixes_examples(self, networks: Dict[str, Network]) -> bool:
        """Whether the examples of a batch see each other in training."""
        rows = layer_rows()
        return any(
            networks[node.network].mixes_examples if node.network else rows[node.kind].mixes_examples
            for node in self._layers()
        )

    def mixes_at_inference(self, networks: Dict[str, Network]) -> bool:
        """Whether they do so when the network is served, too."""
        rows = layer_rows()
        return any(
            networks[node.network].mixes_at_inference if node.network else rows[node.kind].mixes_at_inference
            for node in self._layers()
        )

    def _layers(self) -> list[LayerNode]:
        return [node for node in self.values if isinstance(node, LayerNode)]


def read_outputs(section: Node | None, builder: NetworkBuilder) -> tuple[Output, ...] | None:
    """The named outputs, or the last layer; None where a name is not known, which is reported."""
    if not isinstance(section, Mapping):
        last = len(builder.values) - 1
        return (_output(builder.values[last].name or builder.name, last, builder),)
    found = []
    for entry in section.entries:
        index = builder.source(entry.value, builder.scope) if isinstance(entry.value, Scalar) else None
        if index is None or not check_name(entry.key, Kind.OUTPUT, builder.report):
            return None
        name = entry.key.text if len(section.entries) > 1 else builder.values[index].name or entry.key.text
        found.append(_output(name, index, builder))
    return tuple(found)


def _output(name: str, index: int, builder: NetworkBuilder) -> Output:
    return Output(name=name, index=index, shape=builder.values[index].shape, final=_final(index, builder))


def _final(index: int, builder: NetworkBuilder) -> str:
    """The activation that a value comes out of; layers that only reorder numbers are looked through."""
    while isinstance(node := builder.values[index], LayerNode):
        if node.kind in LOOKED_THROUGH:
            index = node.inputs[0]
            continue
        if node.kind in ACTIVATIONS:
            return node.kind
        if node.network:
            network = builder.context.networks[node.network]
            return next((o.final for o in network.outputs if o.name == node.output), network.final)
        return str(next((a.value for a in node.arguments if a.name == "activation"), None) or "linear")
    return "linear"


def reads_every_input(builder: NetworkBuilder, outputs: Sequence[Output]) -> bool:
    """Whether every input reaches an output; one that does not is reported."""
    used = _reached(builder, outputs)
    for index, node in enumerate(builder.inputs):
        if index not in used:
            builder.report.add(
                "GC0307",
                node.span,
                f"input `{node.name}` of network `{builder.name}` does not reach its output",
                help="name it under `from` of a layer, or remove it",
            )
            return False
    return True


def reaching(builder: NetworkBuilder, outputs: Sequence[Output]) -> Kept:
    """The layers that the outputs need, since Keras builds no others; the rest is reported."""
    used = sorted(_reached(builder, outputs))
    place = {index: position for position, index in enumerate(used)}
    values: list[InputNode | LayerNode] = []
    for index, node in enumerate(builder.values):
        if index in place:
            moved = replace(node, inputs=tuple(place[i] for i in node.inputs)) if isinstance(node, LayerNode) else node
            values.append(moved)
        elif isinstance(node, LayerNode):
            message = f"this layer of network `{builder.name}` leads to no output, and is left out"
            builder.report.add("GW0301", node.span, message, help="name it under `from` of a later layer, or remove it")
    return Kept(values=tuple(values), outputs=tuple(replace(o, index=place[o.index]) for o in outputs))


def _reached(builder: NetworkBuilder, outputs: Sequence[Output]) -> set[int]:
    found = {output.index for output in outputs}
    queue = list(found)
    while queue:
        node = builder.values[queue.pop()]
        for source in node.inputs if isinstance(node, LayerNode) else ():
            if source not in found:
                found.add(source)
                queue.append(source)
    return found
