"""The sigmoid or softmax that an output of a network comes out of, and networks without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gancompile.catalogue import layer_rows
from gancompile.compiler.ir.network import Argument, InputNode, LayerNode, Network, Output

ACTIVATION = "activation"
"""The kind of a layer that is an activation, and the name of its argument."""
REORDERS = frozenset({"cropping1d", "cropping2d", "cropping3d", "flatten", "identity", "permute", "reshape"})
"""Layers that reorder numbers or leave some out: what is done to each number may as well be done behind them."""
PROBABILITIES = frozenset({"hard_sigmoid", "sigmoid", "softmax"})
"""Activations that give numbers from 0 to 1."""
RESHAPES = frozenset({"flatten", "identity", "reshape"})
"""Layers that keep the order of the numbers: where the shape is kept as well, they change nothing."""
WITHIN = REORDERS | {
    *("average", "concatenate", "dropout", "maximum", "minimum", "multiply"),
    *(f"{kind}_pooling{rank}d" for kind in ("average", "global_average", "global_max", "max") for rank in (1, 2, 3)),
    *(f"up_sampling{rank}d" for rank in (1, 2, 3)),
}
"""Layers that make no number negative, and none that is not 0 for certain, of probabilities."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OutputOf:
    """An output of a network by its name."""

    network: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """How an output comes by its activation. layers: the positions from the output inwards, of which the last one has it.

    inner: the output of another network that ends in the activation, where that last one is a network.
    """

    activation: str
    layers: tuple[int, ...]
    inner: OutputOf | None = None


class FinalActivations:
    """The final activations of networks. kept: the network that keeps its own."""

    def __init__(self, networks: Sequence[Network], kept: str) -> None:
        self.networks: Mapping[str, Network] = {network.name: network for network in networks}
        self._kept = kept
        # A layer that other networks apply as well keeps its activation for them.
        shared = [(n.name, layer.shared) for n in networks for layer in n.layers if layer.shared]
        self._shared = {(one.network or name, one.layer) for name, one in shared}

    def of(self, output: OutputOf) -> str | None:
        """The activation that can be left to the formulas: a sigmoid, or a softmax over the last axis; None where there is none."""
        found = self.found(output)
        return found.activation if found else None

    def found(self, output: OutputOf) -> _Found | None:
        """Where an output has its activation."""
        network = self.networks[output.network]
        if output.network == self._kept or network.loads is not None:
            return None
        index = next(one.index for one in network.outputs if one.name == output.output)
        layers: list[int] = []
        while index >= len(network.inputs):
            layers.append(index)
            layer = network.layers[index - len(network.inputs)]
            if layer.kind not in REORDERS and not is_linear(layer):
                return self._at(layer, tuple(layers), network)
            index = layer.inputs[0]
        return None

    def _at(self, layer: LayerNode, layers: tuple[int, ...], network: Network) -> _Found | None:
        inner = None
        if layer.network is not None:
            inner = _output_within(layer.network, layer.output, self.networks)
            activation = self.of(inner)
        elif layer.shared is not None or (network.name, layer.name) in self._shared:
            activation = None
        else:
            activation = activation_of(layer)
        if activation is None or (activation == "softmax" and not _changes_nothing(layers, layer, network)):
            return None
        return _Found(activation=activation, layers=layers, inner=inner)

    def with_inner(self, outputs: Iterable[OutputOf]) -> Mapping[OutputOf, _Found]:
        """The outputs with where they have their activations, and those of the networks within them."""
        made: dict[OutputOf, _Found] = {}
        waiting = list(outputs)
        while waiting:
            output = waiting.pop()
            found = self.found(output)
            if found is None or output in made:
                continue
            made[output] = found
            waiting += [found.inner] if found.inner else []
        return made


def _output_within(network: str, output: str | None, networks: Mapping[str, Network]) -> OutputOf:
    """The output of a network that stands as a layer: the one that the layer names, or the first."""
    return OutputOf(network=network, output=output or networks[network].outputs[0].name)


def _changes_nothing(layers: Sequence[int], layer: LayerNode, network: Network) -> bool:
    """Whether the layers behind one, of which it is the last in `layers`, give out what it gives."""
    behind = (network.layers[index - len(network.inputs)] for index in layers[:-1])
    return all((one.kind in RESHAPES or is_linear(one)) and one.shape == layer.shape for one in behind)


def is_linear(layer: LayerNode) -> bool:
    """Whether a layer is an activation that changes nothing."""
    return layer.kind == ACTIVATION and layer.argument(ACTIVATION) == "linear"


def probability_of(output: OutputOf, networks: Mapping[str, Network]) -> str | None:
    """The activation that an output's numbers come out of, each a probability or made of them alone; None where it is not known so."""
    network = networks[output.network]
    found = next(one for one in network.outputs if one.name == output.output)
    return found.final if found.final in PROBABILITIES else _probability_at(found.index, network, networks)


def _probability_at(index: int, network: Network, networks: Mapping[str, Network]) -> str | None:
    if index < len(network.inputs):
        return None
    layer = network.layers[index - len(network.inputs)]
    if layer.network is not None:
        return probability_of(_output_within(layer.network, layer.output, networks), networks)
    if layer.kind in WITHIN or is_linear(layer):
        return _all_of([_probability_at(one, network, networks) for one in layer.inputs])
    if layer.kind == "softmax":
        return "softmax"
    found = layer.argument(ACTIVATION)
    return found if found in PROBABILITIES and not _is_recurrent(layer) else None


def _all_of(found: Sequence[str | None]) -> str | None:
    return None if None in found else next(iter(found), None)


def activation_of(layer: LayerNode) -> str | None:
    """The sigmoid or softmax that a layer ends in, over the last axis; None for another one, and for what a layer uses within."""
    if layer.kind == "softmax":
        axis = layer.argument("axis", -1)
        return "softmax" if axis in (-1, len(layer.shape), (-1,), (len(layer.shape),)) else None
    found = layer.argument(ACTIVATION)
    return found if found in {"sigmoid", "softmax"} and not _is_recurrent(layer) else None


def _is_recurrent(layer: LayerNode) -> bool:
    return any(argument.name == "recurrent_initializer" for argument in layer_rows()[layer.kind].arguments)


def without_activations(networks: Sequence[Network], exposed: Mapping[OutputOf, _Found]) -> tuple[Network, ...]:
    """The networks with outputs that give logits. Where a network stands in another that needs its activation, a layer does it there."""
    named = {network.name: network for network in networks}
    made = {network.name: _Rebuilt(network, exposed, named).network() for network in networks}
    return tuple(_unlike(network, made) for network in made.values())


def _unlike(network: Network, made: Mapping[str, Network]) -> Network:
    """A network that is like another one no more is one of its own."""
    if network.like is None:
        return network
    original = made[network.like]
    same = replace(network, name=original.name, like=original.like, outputs=original.outputs) == original
    return network if same else replace(network, like=None)


@dataclass(slots=True)
class _Rebuilt:
    """A network written anew. networks: all, as they were.

    values: the new inputs and layers. plain: where each old value stands among them. logits: where it stands without its activation.
    heirs: of layers that are an activation alone, the layer before them, which takes over the name where that one goes.
    """

    old: Network
    exposed: Mapping[OutputOf, _Found]
    networks: Mapping[str, Network]
    values: list[InputNode | LayerNode] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    logits: dict[int, int] = field(default_factory=dict)
    heirs: dict[int, int] = field(default_factory=dict)

    def network(self) -> Network:
        """The network; the same one where nothing changes in it."""
        own = {one.output: found for one, found in self.exposed.items() if one.network == self.old.name}
        inner = any(self._inner(layer) is not None for layer in self.old.layers)
        if not own and not inner:
            return self.old
        for node in self.old.inputs:
            self.plain.append(self._added(node))
        on_the_way = {position for found in own.values() for position in found.layers}
        for position, layer in enumerate(self.old.layers, len(self.old.inputs)):
            self._layer(position, layer, position in on_the_way)
        outputs = [self._output(one, own.get(one.name)) for one in self.old.outputs]
        return self._pruned(outputs)

    def _added(self, node: InputNode | LayerNode) -> int:
        self.values.append(node)
        return len(self.values) - 1

    def _inner(self, layer: LayerNode) -> str | None:
        """The activation that a network within this one has given up."""
        if layer.network is None:
            return None
        found = self.exposed.get(_output_within(layer.network, layer.output, self.networks))
        return found.activation if found else None

    def _layer(self, position: int, layer: LayerNode, is_on_the_way: bool) -> None:
        moved = replace(layer, inputs=tuple(self.plain[index] for index in layer.inputs))
        inner = self._inner(layer)
        if inner is not None:
            self._behind(position, moved, inner)
        elif not is_on_the_way:
            self.plain.append(self._added(moved))
        elif (layer.kind in REORDERS or is_linear(layer)) and layer.inputs[0] in self.logits:
            self.plain.append(self._added(moved))
            self.logits[position] = self._added(replace(moved, inputs=(self.logits[layer.inputs[0]],)))
        elif layer.kind in {ACTIVATION, "softmax"}:
            self.plain.append(self._added(moved))
            self.logits[position] = moved.inputs[0]
            self.heirs[self.plain[position]] = moved.inputs[0]
        else:
            bare = tuple(one for one in layer.arguments if one.name != ACTIVATION)
            self._behind(position, replace(moved, arguments=bare), str(layer.argument(ACTIVATION)))

    def _behind(self, position: int, layer: LayerNode, activation: str) -> None:
        """A layer that gives logits, and its activation as a layer of its own for whoever reads that."""
        self.logits[position] = self._added(layer)
        node = LayerNode(
            kind=ACTIVATION,
            arguments=(Argument(name=ACTIVATION, value=activation),),
            inputs=(self.logits[position],),
            shape=layer.shape,
            name=None,
            span=layer.span,
        )
        self.plain.append(self._added(node))

    def _output(self, output: Output, found: _Found | None) -> Output:
        if found is None:
            return replace(output, index=self.plain[output.index])
        return replace(output, index=self.logits[output.index], final="linear", served_through=found.activation)

    def _pruned(self, outputs: Sequence[Output]) -> Network:
        """Without the layers that no output is made of any more. Of two layers of one name, the one that gives logits is the second."""
        used = {output.index for output in outputs} | set(range(len(self.old.inputs)))
        for index in range(len(self.values) - 1, -1, -1):
            node = self.values[index]
            if index in used and isinstance(node, LayerNode):
                used.update(node.inputs)
        order = {index: position for position, index in enumerate(sorted(used))}
        inherited = {heir: self.values[index].name for index, heir in self.heirs.items() if index not in used}
        seen: set[str | None] = {None}
        layers = []
        for index in sorted(used):
            node = self.values[index]
            if isinstance(node, LayerNode):
                wanted = node.name or inherited.get(index)
                name = None if wanted in seen else wanted
                seen.add(name)
                layers.append(replace(node, name=name, inputs=tuple(order[one] for one in node.inputs)))
        return replace(
            self.old,
            layers=tuple(layers),
            outputs=tuple(replace(output, index=order[output.index]) for output in outputs),
        )
