"""Networks: inputs and layers in the order in which they are computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class InputNode:
    """An input of a network. shape: per example. data_field: the field of the data that it takes its shape from, if any."""

    name: str
    shape: Shape
    dtype: str
    data_field: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNode:
    """One layer applied. inputs: positions in the network's values (inputs first, then layers). name: as given, or None."""

    kind: str
    keras: str
    arguments: tuple[Argument, ...]
    inputs: tuple[int, ...]
    shape: Shape
    name: str | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network with one output: the value at position `output`.

    final: its last activation, 'linear' where it has none. served_through: an activation that the spec ends in, left to the
    formulas in training and put on again when the network is exported.
    """

    name: str
    inputs: tuple[InputNode, ...]
    layers: tuple[LayerNode, ...]
    output: int
    shape: Shape
    final: str = "linear"
    served_through: str | None = None
    mixes_examples: bool = False
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def regularized(self) -> bool:
        """Whether a layer's weights add to the loss."""
        given = [a for layer in self.layers for a in layer.arguments]
        return any(a.name.endswith("_regularizer") and a.value is not None for a in given)

    @property
    def output_name(self) -> str:
        """What the output is called: the name of its layer, or of the network."""
        node = self.layers[self.output - len(self.inputs)] if self.output >= len(self.inputs) else None
        return (node.name if node else None) or self.name
