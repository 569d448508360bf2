"""Blocks as functions: layers that a spec repeats by `use` are written once and called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gancompile.compiler.ir.network import Argument, InputNode, LayerNode, Network, Output
from gancompile.compiler.syntax.free_name import free_name

BLOCK = "block"
"""The kind of a layer that is a call of a block's function, which its `output` names."""
SMALLEST = 2
"""Layers that a block has at least, to be worth a function."""


NAME = "name"
"""The parameter that names the layers of a block, and the argument of its call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument that the uses of a block give in different ways."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIn:
    """The name of a layer of a block, made of the name of the use: `f"{name}_kernel"`. suffix: behind it, empty for none."""

    suffix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A parameter that calls may leave out, with the value that it then has."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFunction:
    """A block as a function. body: its layers, over what comes in. varying: positions of values whose shape differs from use to use.

    parameters: those that every call gives; defaults: those behind them that a call may leave out.
    """

    name: str
    block: str
    body: Network
    parameters: tuple[str, ...]
    varying: frozenset[int]
    defaults: tuple[Default, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """functions: each after those that it calls. networks: with calls instead of the layers of blocks."""

    functions: tuple[BlockFunction, ...] = ()
    networks: Mapping[str, Network]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """The layers of one use of a block. outside: the positions of the values that it reads from around it; read: their names, if any."""

    network: str
    start: int
    layers: tuple[LayerNode, ...]
    outside: tuple[int, ...]
    read: tuple[str | None, ...]

    @property
    def block(self) -> str:
        return self.layers[0].blocks[-1].block


def plan_blocks(networks: Sequence[Network], taken: frozenset[str]) -> BlockPlan:
    """Functions for all blocks that are used more than once, innermost first. taken: names that a function cannot have."""
    made = {network.name: network for network in networks}
    taken = taken | _argument_names(networks)
    functions: list[BlockFunction] = []
    while any(layer.blocks for network in made.values() for layer in network.layers):
        innermost = {name: list(_innermost(network)) for name, network in made.items()}
        groups: dict[Any, list[_Use]] = {}
        for name, ranges in innermost.items():
            for start, end in ranges if made[name].like is None else ():
                use = _use(made[name], start, end)
                if use is not None:
                    groups.setdefault((use.block, _structure(use)), []).append(use)
        calls = []
        for uses in (group for group in groups.values() if len(group) > 1):
            names = taken | {function.name for function in functions}
            naming = _naming(uses)
            uses = [replace(use, layers=_named_by_arguments(use.layers)) for use in uses]
            parameters = _parameters(uses, is_named=naming is not None)
            free = free_name(_wanted(uses[0].block, taken), names.__contains__)
            function = _function(uses, parameters, naming, free)
            functions.append(function)
            begins: Sequence[str | None] = naming or [None] * len(uses)
            calls += [(use, _call(function, parameters, use, begin)) for use, begin in zip(uses, begins, strict=True)]
        made = {name: _without(network, innermost[name]) for name, network in made.items()}
        for use, call in sorted(calls, key=lambda one: one[0].start, reverse=True):
            made[use.network] = _replaced(made[use.network], use, call)
    plan = BlockPlan(functions=tuple(functions), networks=made)
    return _with_defaults(replace(plan, networks={key: _unhidden(one, plan) for key, one in made.items()}))


def _with_defaults(plan: BlockPlan) -> BlockPlan:
    """The functions with defaults for what more than half of their calls give alike, which these calls leave out."""
    bodies = [*(one.body for one in plan.functions), *plan.networks.values()]
    calls = [layer for body in bodies for layer in body.layers if layer.kind == BLOCK]
    usual = {one.name: _usual(one, [call for call in calls if call.output == one.name]) for one in plan.functions}

    def shorter(network: Network) -> Network:
        return replace(network, layers=tuple(_shorter_call(layer, usual) for layer in network.layers))

    functions = (
        replace(
            one,
            body=shorter(one.body),
            parameters=tuple(name for name in one.parameters if name not in usual[one.name]),
            defaults=tuple(Default(name=name, value=value) for name, value in usual[one.name].items()),
        )
        for one in plan.functions
    )
    return BlockPlan(functions=tuple(functions), networks={key: shorter(one) for key, one in plan.networks.items()})


def _usual(function: BlockFunction, calls: Sequence[LayerNode]) -> dict[str, Any]:
    """The values that more than half of the calls of a function give, and more than one of them."""
    found = {}
    for parameter in (name for name in function.parameters if name != NAME):
        values = [call.argument(parameter) for call in calls]
        value = max(values, key=lambda one: sum(_same(one, other) for other in values))
        count = sum(_same(value, other) for other in values)
        if count > 1 and 2 * count > len(values) and not isinstance(value, Parameter):
            found[parameter] = value
    return found


def _shorter_call(layer: LayerNode, usual: Mapping[str, Mapping[str, Any]]) -> LayerNode:
    """A call without the arguments that are defaults."""
    if layer.kind != BLOCK:
        return layer
    left_out = usual[layer.output or ""]
    kept = (one for one in layer.arguments if one.name not in left_out or not _same(one.value, left_out[one.name]))
    return replace(layer, arguments=tuple(kept))


def _unhidden(network: Network, plan: BlockPlan) -> Network:
    """The network without variables that would hide the function of a block."""
    functions = {function.name for function in plan.functions}
    layers = (
        replace(layer, name=None) if layer.kind == BLOCK and layer.name in functions else layer
        for layer in network.layers
    )
    return replace(network, layers=tuple(layers))


def _argument_names(networks: Sequence[Network]) -> frozenset[str]:
    """The names of all arguments of layers, any of which may be a parameter of a block's function."""
    layers = [layer for network in networks for layer in network.layers]
    listed = [layer.arguments for layer in layers] + [wrap.arguments for layer in layers for wrap in layer.wraps]
    return frozenset(argument.name for arguments in listed for argument in arguments)


def _wanted(block: str, taken: frozenset[str]) -> str:
    """The name of a block's function: no local variable of a function hides it, such as `h2`, `x` or a second parameter `units2`."""
    hidden = re.fullmatch(r"[hx]\d*", block) or re.sub(r"_?\d+$", "", block) in taken
    return f"{block}_block" if hidden or block in taken else block


def _innermost(network: Network) -> Iterator[tuple[int, int]]:
    """The positions of the layers of each use that has no other use in it: the first, and the one behind the last."""
    first, layers, start = len(network.inputs), network.layers, 0
    while start < len(layers):
        path, end = layers[start].blocks, start + 1
        while end < len(layers) and layers[end].blocks == path:
            end += 1
        around = [*layers[max(start - 1, 0) : start], *layers[end : end + 1]]
        if path and not any(layer.blocks[: len(path)] == path for layer in around):
            yield first + start, first + end
        start = end


def _without(network: Network, ranges: Sequence[tuple[int, int]]) -> Network:
    """The network whose layers in these ranges belong to the blocks around them."""
    inside = {index for start, end in ranges for index in range(start, end)}
    first = len(network.inputs)
    layers = (
        replace(layer, blocks=layer.blocks[:-1]) if index in inside else layer
        for index, layer in enumerate(network.layers, first)
    )
    return replace(network, layers=tuple(layers))


def _use(network: Network, start: int, end: int) -> _Use | None:
    """The layers of a use, where they can be a function of their own: nothing around reads any of them but the last."""
    first = len(network.inputs)
    layers = network.layers[start - first : end - first]
    shared = {layer.shared.layer for layer in network.layers if layer.shared}
    tied = any(layer.network or layer.shared or layer.name in shared for layer in layers)
    inner = range(start, end - 1)
    read = {i for layer in network.layers[end - first :] for i in layer.inputs} | {o.index for o in network.outputs}
    if len(layers) < SMALLEST or tied or any(index in read for index in inner):
        return None
    outside = tuple(dict.fromkeys(i for layer in layers for i in layer.inputs if not start <= i < end))
    names = tuple(network.node(index).name for index in outside)
    return _Use(network=network.name, start=start, layers=layers, outside=outside, read=names)


def _naming(uses: Sequence[_Use]) -> Sequence[str] | None:
    """For each use the name that the names of its layers begin with, where each goes on alike in all uses; None where they do not."""
    names = [[name for name in map(_name_of, use.layers) if name] for use in uses]
    if not names[0] or len(set(map(tuple, names))) == 1:
        return None
    suffixes = [_common_end(each) for each in zip(*names, strict=True)]
    begins = [{name.removesuffix(end) for name, end in zip(each, suffixes, strict=True)} for each in names]
    return [next(iter(one)) for one in begins] if all(len(one) == 1 for one in begins) else None


def _common_end(names: Sequence[str]) -> str:
    """What all names end in, from an underscore on; empty where that is nothing."""
    ends = [end for end in _ends(names[0]) if all(name.endswith(end) and name != end for name in names)]
    return ends[0] if ends else ""


def _ends(name: str) -> Iterator[str]:
    """The ends of a name that begin with an underscore, the longest first."""
    yield from (name[index:] for index, letter in enumerate(name) if letter == "_" and index)


def _name_of(layer: LayerNode) -> str | None:
    """The name of a layer, or the one that a call gives to the layers of its block."""
    return layer.argument(NAME) if layer.kind == BLOCK else layer.name


def _named_by_arguments(layers: Sequence[LayerNode]) -> tuple[LayerNode, ...]:
    """The layers with their names as arguments, which differ from use to use as others do. A call has its name there already."""
    return tuple(
        replace(layer, name=None, arguments=(*layer.arguments, Argument(name=NAME, value=layer.name)))
        if layer.name and layer.kind != BLOCK
        else layer
        for layer in layers
    )


def _structure(use: _Use) -> Any:
    """The structure that two uses must share to be one function: all but the values of arguments."""
    return tuple(
        (
            layer.kind,
            layer.output,
            bool(layer.name),
            tuple(one.name for one in layer.arguments),
            tuple((wrap.kind, tuple(one.name for one in wrap.arguments)) for wrap in layer.wraps),
            tuple(_local(index, use) for index in layer.inputs),
        )
        for layer in use.layers
    )


def _local(index: int, use: _Use) -> int:
    """The position of a value within the function: what comes in first, then the layers."""
    if index in use.outside:
        return use.outside.index(index)
    return len(use.outside) + index - use.start


def _arguments(use: _Use) -> list[Argument]:
    """All arguments of all layers and their wrappers, in order."""
    return [
        one
        for layer in use.layers
        for listed in (layer.arguments, *(wrap.arguments for wrap in layer.wraps))
        for one in listed
    ]


def _function(
    uses: Sequence[_Use],
    parameters: Sequence[str],
    naming: Sequence[str] | None,
    name: str,
) -> BlockFunction:
    first = uses[0]
    values = iter(
        Parameter(name=parameter) if parameter else _fixed(one, naming)
        for parameter, one in zip(parameters, _arguments(first), strict=True)
    )
    layers = tuple(_with_values(layer, values, first) for layer in first.layers)
    varying = {
        len(first.outside) + offset
        for offset in range(len(layers))
        if len({use.layers[offset].shape for use in uses}) > 1
    }
    last = len(first.outside) + len(layers) - 1
    body = Network(
        name=name,
        inputs=tuple(InputNode(name=one, shape=(), dtype="float32") for one in _incoming(uses, parameters)),
        layers=layers,
        outputs=(Output(name=name, index=last, shape=layers[-1].shape),),
    )
    listed = [one for one in dict.fromkeys(parameters) if one]
    return BlockFunction(
        name=name,
        block=first.block,
        body=body,
        parameters=(*listed, *([NAME] if naming else [])),
        varying=frozenset(varying),
    )


def _fixed(argument: Argument, naming: Sequence[str] | None) -> Any:
    """The value of an argument that is no parameter: a name goes on from that of the use."""
    if naming is None or argument.name != NAME:
        return argument.value
    return NameIn(suffix=str(argument.value).removeprefix(naming[0]))


def _incoming(uses: Sequence[_Use], parameters: Sequence[str]) -> list[str]:
    """The names of what comes in: `x`, and for the others those that all uses have for them."""
    found: list[str] = []
    for position in range(len(uses[0].outside)):
        names = {use.read[position] for use in uses}
        common = next(iter(names)) if len(names) == 1 and position else None
        taken = {*found, *parameters, NAME, "x"}
        found.append(common if common and common not in taken else f"x{position + 1}" if position else "x")
    return found


def _with_values(layer: LayerNode, values: Iterator[Any], use: _Use) -> LayerNode:
    arguments = tuple(replace(one, value=next(values)) for one in layer.arguments)
    wraps = tuple(
        replace(wrap, arguments=tuple(replace(one, value=next(values)) for one in wrap.arguments))
        for wrap in layer.wraps
    )
    inputs = tuple(_local(index, use) for index in layer.inputs)
    return replace(layer, name=None, arguments=arguments, wraps=wraps, inputs=inputs, blocks=())


def _parameters(uses: Sequence[_Use], *, is_named: bool) -> list[str]:
    """For each argument its parameter, empty where all uses agree; arguments that change together share one.

    is_named: whether the names of layers follow from that of the use.
    """
    named: dict[Any, str] = {}
    found = []
    for each in zip(*(_arguments(use) for use in uses), strict=True):
        values = tuple((type(one.value).__name__, one.value) for one in each)
        if len(set(values)) == 1 or (is_named and each[0].name == NAME):
            found.append("")
            continue
        if values not in named:
            named[values] = free_name(each[0].name, set(named.values()).__contains__)
        found.append(named[values])
    return found


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _call(function: BlockFunction, parameters: Sequence[str], use: _Use, begin: str | None) -> LayerNode:
    """A use as a call. begin: what the names of its layers begin with, where that is a parameter."""
    values = {parameter: one.value for parameter, one in zip(parameters, _arguments(use), strict=True) if parameter}
    values |= {NAME: begin} if begin is not None else {}
    return LayerNode(
        kind=BLOCK,
        arguments=tuple(Argument(name=name, value=values[name]) for name in function.parameters),
        inputs=use.outside,
        shape=use.layers[-1].shape,
        name=use.layers[0].blocks[-1].name,
        output=function.name,
        blocks=use.layers[0].blocks[:-1],
    )


def _replaced(network: Network, use: _Use, call: LayerNode) -> Network:
    first, count = len(network.inputs), len(use.layers)
    start, last = use.start - first, use.start + count - 1

    def moved(index: int) -> int:
        return index if index < use.start else use.start if index <= last else index - count + 1

    after = (replace(one, inputs=tuple(map(moved, one.inputs))) for one in network.layers[start + count :])
    return replace(
        network,
        layers=(*network.layers[:start], call, *after),
        outputs=tuple(replace(one, index=moved(one.index)) for one in network.outputs),
    )
