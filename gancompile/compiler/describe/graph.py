"""The networks of a program as boxes and arrows, and who feeds whom; what the drawings draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gancompile.compiler.describe.layer import layer_text
from gancompile.compiler.ir.network import InputNode, LayerNode, Network
from gancompile.compiler.ir.program import Program
from gancompile.compiler.ir.value import Apply, Draw, Pick, Value, children, walk
from gancompile.compiler.shapes import print_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """title: what it is. below: its shape. is_input: whether it is where something comes in."""

    title: str
    below: str
    is_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A network. arrows: from box to box. outputs: the box of each named output."""

    network: str
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int], ...]
    outputs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The source of a network's input. network: that it comes from, None for a draw; box: its index there."""

    network: int | None
    box: int
    to_network: int
    to_box: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """draws: the random variables that are used."""

    name: str
    draws: tuple[Box, ...]
    columns: tuple[Column, ...]
    feeds: tuple[Feed, ...]


def graph_of(program: Program) -> Graph:
    """The graph, each network after those that feed it where that can be."""
    applied = _applied(program)
    order = _in_order([network.name for network in program.networks], applied)
    columns = tuple(_column(program.network(name)) for name in order)
    draws = list(
        dict.fromkeys(o for use in applied for one in use.inputs for o in _origins(one) if isinstance(o, Draw))
    )
    feeds = dict.fromkeys(
        Feed(network=network, box=box, to_network=order.index(use.network), to_box=at)
        for use in applied
        for at, value in enumerate(use.inputs)
        for network, box in _places(value, draws, order, columns)
    )
    return Graph(name=program.name, draws=tuple(_draw(draw) for draw in draws), columns=columns, feeds=tuple(feeds))


def _applied(program: Program) -> list[Apply]:
    """All uses of networks in the game, each once."""
    values = [term.value for player in program.game.players for term in (*player.terms, *player.watch)]
    found = (part for value in values for part in walk(value))
    return list(dict.fromkeys(part for part in found if isinstance(part, Apply)))


def _origins(value: Value) -> Iterator[Draw | Apply | Pick]:
    """The draws and outputs that a value is computed from, and no further back."""
    if isinstance(value, Draw | Apply | Pick):
        yield value
        return
    for part in children(value):
        yield from _origins(part)


def _places(
    value: Value, draws: list[Draw], order: list[str], columns: tuple[Column, ...]
) -> Iterator[tuple[int | None, int]]:
    for origin in _origins(value):
        if isinstance(origin, Draw):
            yield None, draws.index(origin)
            continue
        network = order.index(origin.of.network if isinstance(origin, Pick) else origin.network)
        outputs = columns[network].outputs
        yield network, outputs[origin.output] if isinstance(origin, Pick) else next(iter(outputs.values()))


def _in_order(names: list[str], applied: Iterable[Apply]) -> list[str]:
    feeders: dict[str, set[str]] = {name: set() for name in names}
    for use in applied:
        inside = {part.network for value in use.inputs for part in walk(value) if isinstance(part, Apply)}
        feeders[use.network] |= inside - {use.network}
    order: list[str] = []
    while len(order) < len(names):
        left = [name for name in names if name not in order]
        order.append(next((name for name in left if feeders[name] <= set(order)), left[0]))
    return order


def _column(network: Network) -> Column:
    first = len(network.inputs)
    boxes = [*map(_box, network.inputs), *map(_box, network.layers)]
    arrows = tuple((source, first + at) for at, layer in enumerate(network.layers) for source in layer.inputs)
    if not network.layers:
        # A network that is loaded has no layers that are known here: one box stands for all of them.
        shape = print_shape(network.shape) if network.outputs else ""
        boxes.append(Box(title=f"like {network.like}" if network.like else "loaded", below=shape))
        arrows = tuple((index, first) for index in range(first))
    last = len(boxes) - 1
    return Column(
        network=network.name,
        boxes=tuple(boxes),
        arrows=tuple(dict.fromkeys(arrows)),
        outputs={output.name: min(output.index, last) for output in network.outputs},
    )


def _box(node: InputNode | LayerNode) -> Box:
    if isinstance(node, InputNode):
        return Box(title=node.name, below=print_shape(node.shape), is_input=True)
    return Box(title=layer_text(node), below=print_shape(node.shape))


def _draw(draw: Draw) -> Box:
    of = f"data.{draw.data_field}" if draw.data_field else draw.distribution
    return Box(title=f"{draw.name}: {of}", below=print_shape(draw.shape), is_input=True)
