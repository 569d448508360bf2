"""A network as a function that builds a Keras model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.catalogue.emitted_names import INFERENCE, PRECISION
from gancompile.catalogue.precision import FULL
from gancompile.compiler.emit.text import call, docstring, literal, shape_comment
from gancompile.compiler.ir.network import Argument, LayerNode, Network
from gancompile.compiler.plan.blocks import BLOCK, NAME, BlockFunction
from gancompile.compiler.plan.layer_names import LayerNames, name_layers

KERAS = "keras.layers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What is not called as in the spec, where several games stand in one file. game: its class. functions: by their networks."""

    game: str | None = None
    functions: Mapping[str, str] = field(default_factory=dict)

    def function(self, network: str) -> str:
        """What builds the network."""
        return self.functions.get(network, network)


AS_IN_THE_SPEC = Called()


def emit_network(
    network: Network, *, copied: bool = False, nested: bool = False, called: Called = AS_IN_THE_SPEC
) -> list[str]:
    """The lines of the function: an input or a layer a line, with the shape that comes out of it.

    copied: whether another network is like this one, and calls this function under its own name. nested: whether it stands in
    another network.
    """
    name, parameters = called.function(network.name), [f"{name}: Model" for name in network.uses]
    if network.like is not None:
        lines = [f"def {name}({', '.join(parameters)}) -> Model:"]
        lines += docstring(f"The layers of {network.like}, with weights of its own.", indent=4)
        return [
            *lines,
            *call(
                f"return {called.function(network.like)}", [*network.uses, f"name={literal(network.name)}"], indent=4
            ),
        ]
    if copied:
        parameters.append(f"name: str = {literal(network.name)}")
    lines = [*_precision(network), f"def {name}({', '.join(parameters)}) -> Model:"]
    lines += docstring(_about(network), indent=4)
    if network.loads is not None:
        return [*lines, *_loaded(network, nested, called)]
    names = name_layers(network)
    return [*lines, *_Body(network, names, called).lines(), *_ending(network, names, copied=copied)]


def emit_block(function: BlockFunction, called: Called = AS_IN_THE_SPEC) -> list[str]:
    """A block that is used more than once, as a function of what comes in and of the arguments that differ."""
    body = function.body
    parameters = [*(node.name for node in body.inputs), *function.parameters, *(one.name for one in function.defaults)]
    defaults = [f"{one.name}={literal(one.value)}" for one in function.defaults]
    listed = [*parameters[: len(parameters) - len(defaults)], *defaults]
    lines = call(f"def {called.function(function.name)}", listed, ":", indent=0)
    lines += docstring(f"The block `{function.block}`.", indent=4)
    names = name_layers(body, frozenset(parameters))
    return [*lines, *_Body(body, names, called, function.varying).layers(), f"    return {names.values[body.output]}"]


def made_of(network: Network, made: str = "self.{}", called: Called = AS_IN_THE_SPEC) -> str:
    """The call that builds a network in the game's constructor. made: where the networks are that it is made of."""
    return f"{called.function(network.name)}({', '.join(made.format(name) for name in network.uses)})"


def file_of(network: Network, called: Called = AS_IN_THE_SPEC) -> str:
    """What a loaded network is called in the compiled folder."""
    return f"{called.function(network.name)}.keras"


def _precision(network: Network) -> list[str]:
    """The decorator of a network that computes in another precision than Keras does by itself."""
    return [] if network.dtype == FULL or network.loads else [f"@{PRECISION}({literal(network.dtype)})"]


def _about(network: Network) -> str:
    ends = " and ".join(f"{node.name} {shape_comment(node.shape)}" for node in network.inputs)
    outputs = " and ".join(f"{output.name} {shape_comment(output.shape)}" for output in network.outputs)
    about = f"{ends} to {outputs}."
    if network.loads is not None:
        about += " Loaded, and left as it is." if network.frozen else " Loaded."
    through = [
        f"The {one.served_through} that {one.name if network.several else 'the spec'} ends in"
        for one in network.outputs
        if one.served_through
    ]
    about += "".join(f"\n\n{one} is part of the objective here, in its stable form." for one in through)
    return about


def _loaded(network: Network, nested: bool, called: Called) -> list[str]:
    place = f"Path(__file__).parent / {literal(file_of(network, called))}"
    lines = call("model = saving.load_model", [place, "compile=False"], indent=4)
    if network.frozen:
        lines.append("    model.trainable = False")
    if network.frozen and nested:
        return [*lines, f"    return {INFERENCE}(model)"]
    return [*lines, "    return model"]


def _ending(network: Network, layer_names: LayerNames, *, copied: bool) -> list[str]:
    names = layer_names.values
    given = [names[i] for i in range(len(network.inputs))]
    inputs = given[0] if len(given) == 1 else f"[{', '.join(given)}]"
    outputs = names[network.output]
    if network.several:
        outputs = "{" + ", ".join(f"{literal(o.name)}: {names[o.index]}" for o in network.outputs) + "}"
    name = "name=name" if copied else f"name={literal(network.name)}"
    return call("return Model", [inputs, outputs, name], indent=4)


class _Body:
    """The lines of inputs and layers."""

    def __init__(self, network: Network, names: LayerNames, called: Called, varying: Collection[int] = ()) -> None:
        self.network, self.called, self.varying = network, called, varying
        self.names, self.reused = names.values, names.reused

    def lines(self) -> list[str]:
        return [*self.inputs(), *self.layers()]

    def inputs(self) -> list[str]:
        lines = []
        for node, name in zip(self.network.inputs, self.names, strict=False):
            dtype = [f"dtype={literal(node.dtype)}"] if node.dtype != "float32" else []
            lines += call(
                f"{name} = Input",
                [literal(list(node.shape)), f"name={literal(node.name)}", *dtype],
                indent=4,
                comment=shape_comment(node.shape),
            )
        return lines

    def layers(self) -> list[str]:
        """A line for each layer, with the shape that comes out of it where that is known."""
        first = len(self.network.inputs)
        return [line for i, layer in enumerate(self.network.layers, first) for line in self._layer(layer, i)]

    def _layer(self, layer: LayerNode, index: int) -> list[str]:
        name, inputs = self.names[index], [self.names[i] for i in layer.inputs]
        comment = "" if index in self.varying else shape_comment(layer.shape)
        if layer.kind == BLOCK:
            head = f"{name} = {self.called.function(layer.output or '')}"
            return call(head, [*inputs, *_keywords(layer.arguments)], indent=4, comment=comment)
        if layer.network is not None:
            output = f"[{literal(layer.output)}]" if layer.output else ""
            applied = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
            return call(f"{name} = {layer.network}", [applied], output, indent=4, comment=comment)
        row = layer_rows()[layer.kind]
        applied = f"[{', '.join(inputs)}]" if row.inputs == "many" else ", ".join(inputs)
        if layer.shared is not None:
            where = layer.shared.network
            object_ = f"{where}.get_layer({literal(layer.shared.layer)})" if where else self.reused[layer.shared.layer]
            return call(f"{name} = {object_}", [applied], indent=4, comment=comment)
        reused = self.reused.get(layer.name or "")
        if reused:
            made = self._made(f"{reused} = ", layer, row, "", "")
            return [*made, *call(f"{name} = {reused}", [applied], indent=4, comment=comment)]
        return self._made(f"{name} = ", layer, row, f"({applied})", comment)

    def _made(self, head: str, layer: LayerNode, row: LayerRow, applied: str, comment: str) -> list[str]:
        """The layer's construction in its wrappers, of which the outermost carries the name."""
        given = next((one.value for one in layer.arguments if one.name == NAME), layer.name)
        named = [f"name={literal(given)}"] if given else []
        layer = replace(layer, arguments=tuple(one for one in layer.arguments if one.name != NAME))
        if not layer.wraps:
            return call(
                f"{head}{_class(row)}", [*_arguments(row, layer.arguments), *named], applied, indent=4, comment=comment
            )
        inner = f"{_class(row)}({', '.join(_arguments(row, layer.arguments))})"
        for wrap in layer.wraps[:-1]:
            inner = f"{_class(layer_rows()[wrap.kind])}({', '.join([inner, *_keywords(wrap.arguments)])})"
        outer = layer.wraps[-1]
        arguments = [inner, *_keywords(outer.arguments), *named]
        return call(f"{head}{_class(layer_rows()[outer.kind])}", arguments, applied, indent=4, comment=comment)


def _class(row: LayerRow) -> str:
    """How the source names a layer's class: Keras's by their module, ours by themselves."""
    return f"layers.{row.keras}" if row.module == KERAS else row.keras


def _keywords(arguments: Sequence[Argument]) -> list[str]:
    return [f"{a.name}={literal(a.value)}" for a in arguments]


def _arguments(row: LayerRow, arguments: Sequence[Argument]) -> list[str]:
    """In Keras's order, the first by its place where it is the one that a reader expects there."""
    order = [argument.name for argument in row.arguments]
    given = sorted(arguments, key=lambda a: order.index(a.name) if a.name in order else len(order))
    first = row.arguments[0] if row.arguments else None
    by_place = first is not None and (first.required or first.name == row.positional)
    return [
        literal(a.value) if by_place and first and a.name == first.name else f"{a.name}={literal(a.value)}"
        for a in given
    ]
