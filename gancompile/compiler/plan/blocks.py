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


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument that the uses of a block give in different ways."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFunction:
    """A block as a function. body: its layers, over what comes in. varying: positions of values whose shape differs from use to use."""

    name: str
    block: str
    body: Network
    parameters: tuple[str, ...]
    varying: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """functions: each after those that it calls. networks: with calls instead of the layers of blocks."""

    functions: tuple[BlockFunction, ...] = ()
    networks: Mapping[str, Network]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """The layers of one use of a block. outside: the positions of the values that it reads from around it."""

    network: str
    start: int
    layers: tuple[LayerNode, ...]
    outside: tuple[int, ...]

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
            parameters = _parameters(uses)
            function = _function(uses, parameters, free_name(_wanted(uses[0].block, taken), names.__contains__))
            functions.append(function)
            calls += [(use, _call(function, parameters, use)) for use in uses]
        made = {name: _without(network, innermost[name]) for name, network in made.items()}
        for use, call in sorted(calls, key=lambda one: one[0].start, reverse=True):
            made[use.network] = _replaced(made[use.network], use, call)
    return BlockPlan(functions=tuple(functions), networks=made)


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
    first = len(network.inputs)
    layers = network.layers[start - first : end - first]
    named = any(layer.name or layer.network or layer.shared for layer in layers)
    inner = range(start, end - 1)
    read = {i for layer in network.layers[end - first :] for i in layer.inputs} | {o.index for o in network.outputs}
    if len(layers) < SMALLEST or named or any(index in read for index in inner):
        return None
    outside = tuple(dict.fromkeys(i for layer in layers for i in layer.inputs if not start <= i < end))
    return _Use(network=network.name, start=start, layers=layers, outside=outside)


def _structure(use: _Use) -> Any:
    """The structure that two uses must share to be one function: all but the values of arguments."""
    return tuple(
        (
            layer.kind,
            layer.output,
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


def _function(uses: Sequence[_Use], parameters: Sequence[str], name: str) -> BlockFunction:
    first = uses[0]
    values = iter(
        Parameter(name=parameters[position]) if parameters[position] else one.value
        for position, one in enumerate(_arguments(first))
    )
    layers = tuple(_with_values(layer, values, first) for layer in first.layers)
    varying = {
        len(first.outside) + offset
        for offset in range(len(layers))
        if len({use.layers[offset].shape for use in uses}) > 1
    }
    incoming = ("x", *(f"x{number}" for number in range(2, len(first.outside) + 1)))[: len(first.outside)]
    last = len(first.outside) + len(layers) - 1
    body = Network(
        name=name,
        inputs=tuple(InputNode(name=one, shape=(), dtype="float32") for one in incoming),
        layers=layers,
        outputs=(Output(name=name, index=last, shape=layers[-1].shape),),
    )
    listed = tuple(dict.fromkeys(one for one in parameters if one))
    return BlockFunction(name=name, block=first.block, body=body, parameters=listed, varying=frozenset(varying))


def _with_values(layer: LayerNode, values: Iterator[Any], use: _Use) -> LayerNode:
    arguments = tuple(replace(one, value=next(values)) for one in layer.arguments)
    wraps = tuple(
        replace(wrap, arguments=tuple(replace(one, value=next(values)) for one in wrap.arguments))
        for wrap in layer.wraps
    )
    inputs = tuple(_local(index, use) for index in layer.inputs)
    return replace(layer, arguments=arguments, wraps=wraps, inputs=inputs, blocks=())


def _parameters(uses: Sequence[_Use]) -> list[str]:
    """For each argument its parameter, empty where all uses agree; arguments that change together share one."""
    named: dict[Any, str] = {}
    found = []
    for each in zip(*(_arguments(use) for use in uses), strict=True):
        values = tuple((type(one.value).__name__, one.value) for one in each)
        if len(set(values)) == 1:
            found.append("")
            continue
        if values not in named:
            named[values] = free_name(each[0].name, set(named.values()).__contains__)
        found.append(named[values])
    return found


def _call(function: BlockFunction, parameters: Sequence[str], use: _Use) -> LayerNode:
    values = {parameter: one.value for parameter, one in zip(parameters, _arguments(use), strict=True) if parameter}
    return LayerNode(
        kind=BLOCK,
        arguments=tuple(Argument(name=name, value=values[name]) for name in function.parameters),
        inputs=use.outside,
        shape=use.layers[-1].shape,
        name=None,
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
