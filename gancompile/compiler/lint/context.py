"""The input of the lint rules: a program and its spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Diagnostic, Mark, Span
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game, Player
from gancompile.compiler.ir.network import InputNode, LayerNode, Network
from gancompile.compiler.ir.program import DataPlan, Phase
from gancompile.compiler.ir.value import Apply, Draw, walk
from gancompile.compiler.syntax import Mapping as Tree

CONVOLUTIONS = frozenset({"conv1d", "conv2d", "conv3d"})
TRANSPOSED = frozenset({"conv1d_transpose", "conv2d_transpose", "conv3d_transpose"})
ACTIVATIONS = frozenset({"activation", "elu", "leaky_relu", "prelu", "relu", "softmax"})
LINEAR = CONVOLUTIONS | TRANSPOSED | {"dense"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LintContext:
    """root: the spec's tree after substitution outside of layers; written: before it. generator: the network that is sampled."""

    root: Tree
    written: Tree
    networks: Mapping[str, Network]
    game: Game
    data: DataPlan
    phases: tuple[Phase, ...]
    generator: str
    objective: str | None
    critics: tuple[str, ...] = ()
    _readers: dict[str, dict[int, list[LayerNode]]] = field(default_factory=dict)

    def layers(self) -> Iterator[tuple[Network, int, LayerNode]]:
        """Every layer with its network and its position; what a `like` repeats is left out."""
        for network in self.networks.values():
            for index, layer in enumerate(network.layers, len(network.inputs)):
                if network.like is None and layer.network is None:
                    yield network, index, layer

    def readers(self, network: Network, index: int) -> list[LayerNode]:
        """The layers that read a value."""
        if network.name not in self._readers:
            found: dict[int, list[LayerNode]] = {}
            for layer in network.layers:
                for source in layer.inputs:
                    found.setdefault(source, []).append(layer)
            self._readers[network.name] = found
        return self._readers[network.name].get(index, [])

    @property
    def rounds(self) -> int:
        return sum(phase.rounds for phase in self.phases)

    def player_of(self, network: str) -> Player | None:
        """Who moves a network."""
        return next((player for player in self.game.players if network in player.networks), None)


def critics_of(networks: Mapping[str, Network], game: Game, generator: str) -> tuple[str, ...]:
    """The networks that judge examples of the data: those that a formula applies to one, but for the generator."""
    found: dict[str, None] = {}
    for player in game.players:
        for term in player.terms:
            for value in walk(term.value):
                if isinstance(value, Apply) and value.network != generator and _judges(value, networks):
                    found[value.network] = None
    return tuple(found)


def _judges(value: Apply, networks: Mapping[str, Network]) -> bool:
    examples = [
        one for one in value.inputs if isinstance(one, Draw) and one.distribution == Distribution.DATA and one.shape
    ]
    return bool(examples) and networks[value.network].shape in {(), (1,)}


def warning(
    code: str, span: Span, message: str, *, help: str, label: str = "", marks: tuple[Mark, ...] = ()
) -> Diagnostic:
    """A warning of a lint rule."""
    return Diagnostic(code=code, span=span, message=message, label=label, help=help, marks=marks)


def argument(layer: LayerNode, name: str) -> Any:
    """An argument's value, Keras's own default where the spec gives none."""
    row = layer_rows()[layer.kind]
    default = next((one.default for one in row.arguments if one.name == name), None)
    return layer.argument(name, default)


def each(value: Any, rank: int) -> tuple[int, ...]:
    """An argument for each axis, where one number stands for all."""
    return tuple(value) if isinstance(value, tuple | list) else (value,) * rank


def activation_of(layer: LayerNode) -> str:
    """The activation that a layer ends in; 'linear' where it has none."""
    if layer.kind in ACTIVATIONS - {"activation"}:
        return layer.kind
    return str(layer.argument("activation") or "linear")


def node_before(network: Network, layer: LayerNode) -> InputNode | LayerNode:
    """The node that a layer with one input reads."""
    return network.node(layer.inputs[0])
