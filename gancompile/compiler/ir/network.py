"""Networks: inputs and layers in the order in which they are computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gancompile.catalogue.precision import FULL
from gancompile.compiler.diagnostics import NOWHERE, Span

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KerasObject:
    """An initializer, regularizer or constraint with arguments. module: where Keras keeps it, such as 'initializers'."""

    module: str
    keras: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a layer: a literal (number, text, boolean, None, tuple) or a `KerasObject`."""

    name: str
    value: Any
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputNode:
    """An input of a network. shape: per example. data_field: the field of the data that it takes its shape from, if any."""

    name: str
    shape: Shape
    dtype: str
    data_field: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """A wrapper around a layer, such as spectral normalization. kind: its row of the catalogue."""

    kind: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The layer that is applied once more: of this network, or of another one."""

    network: str | None
    layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockUse:
    """A use of a block. number: of the use, each of a network having its own. name: that the spec gives to it, if any."""

    block: str
    number: int
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNode:
    """One layer applied.

    kind: its row of the catalogue; 'network' for a whole network as a layer, which `network` then names, and `output` one of its
    outputs. inputs: positions in the network's values (inputs first, then layers). name: as given, or None. wraps: from the
    innermost to the outermost. parameters: weights that are trained; untrained: weights that are state; both 0 for what is shared.
    multiply_adds: per example, None where a size is not known. blocks: the uses of blocks that it comes from, outermost first.
    """

    kind: str
    arguments: tuple[Argument, ...] = ()
    inputs: tuple[int, ...]
    shape: Shape
    name: str | None
    wraps: tuple[Wrap, ...] = ()
    shared: Shared | None = None
    network: str | None = None
    output: str | None = None
    parameters: int = 0
    untrained: int = 0
    multiply_adds: int | None = 0
    blocks: tuple[BlockUse, ...] = field(default=(), compare=False)
    span: Span = field(default=NOWHERE, compare=False)

    def argument(self, name: str, default: Any = None) -> Any:
        """The value of an argument that the spec gives, or the default."""
        return next((one.value for one in self.arguments if one.name == name), default)

    def span_of(self, name: str) -> Span:
        """The span of an argument, or of the layer where it is not given."""
        return next((one.span for one in self.arguments if one.name == name and one.span.line), self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A named output: the value at position `index`. final: its last activation, 'linear' where it has none.

    served_through: an activation that the spec ends in, left to the formulas in training and put on again when the network is
    exported.
    """

    name: str
    index: int
    shape: Shape
    final: str = "linear"
    served_through: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network.

    mixes_examples: whether the examples of a batch influence each other in training; mixes_at_inference: afterwards, too.
    dtype: the policy by which its layers compute. like: the network of the same layers, if any. loads: the `.keras` file that it is
    read from, if any; frozen: no player may move it.
    """

    name: str
    inputs: tuple[InputNode, ...]
    layers: tuple[LayerNode, ...]
    outputs: tuple[Output, ...]
    mixes_examples: bool = False
    mixes_at_inference: bool = False
    like: str | None = None
    loads: str | None = None
    frozen: bool = False
    dtype: str = FULL
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def output(self) -> int:
        """The position of the first output, which is the only one of most networks."""
        return self.outputs[0].index

    @property
    def shape(self) -> Shape:
        """The shape of the first output, per example."""
        return self.outputs[0].shape

    @property
    def final(self) -> str:
        """The last activation of the first output."""
        return self.outputs[0].final

    @property
    def several(self) -> bool:
        """Whether it has several outputs, of which a formula must name one."""
        return len(self.outputs) > 1

    @property
    def uses(self) -> tuple[str, ...]:
        """The other networks whose layers stand in this one, each once."""
        named = [layer.network or (layer.shared.network if layer.shared else None) for layer in self.layers]
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def parameters(self) -> int:
        """The number of its own trainable weights."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int | None:
        """Per example, forward; None where a layer's are not known."""
        counts = [layer.multiply_adds for layer in self.layers]
        return None if None in counts else sum(count for count in counts if count is not None)

    @property
    def precisions(self) -> frozenset[str]:
        """What its layers compute in: its own precision, and those that layers have by themselves."""
        own = (layer.argument("dtype") for layer in self.layers)
        return frozenset({self.dtype, *(one for one in own if one)})

    @property
    def regularized(self) -> bool:
        """Whether a layer's weights add to the loss."""
        given = [a for layer in self.layers for a in layer.arguments]
        return any(a.name.endswith("_regularizer") and a.value is not None for a in given)

    @property
    def output_name(self) -> str:
        """The name of the first output: from `outputs`, or of its layer, or of the network."""
        return self.outputs[0].name

    def node(self, index: int) -> InputNode | LayerNode:
        """The input or layer that a value comes out of."""
        return self.inputs[index] if index < len(self.inputs) else self.layers[index - len(self.inputs)]

    @property
    def end(self) -> Span:
        """The span of the layer of the first output."""
        return self.node(self.output).span if self.layers else self.span


def same_shape(one: Shape, other: Shape) -> bool:
    """Whether two shapes can be one: sizes that are not known fit every size."""
    return len(one) == len(other) and all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def contained(name: str, networks: Mapping[str, Network]) -> frozenset[str]:
    """The network and all that it is made of, whose weights move when it moves."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += networks[one].uses
    return frozenset(found)


def moved_with(owned: Iterable[str], networks: Mapping[str, Network]) -> frozenset[str]:
    """The networks whose output changes when a player moves these: itself, what it is made of, and what is made of any of them."""
    weights = {part for name in owned for part in contained(name, networks)}
    return frozenset(name for name in networks if weights & contained(name, networks))
