"""The state of a game by name: what a checkpoint holds, and what another game can take over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import keras

from gancompile.runtime.game.game import Game
from gancompile.runtime.game.update import inner_optimizer

Variable = Any
AUTOMATIC = re.compile(r"_\d+$")


def named_state(game: Game) -> dict[str, Variable]:
    """Every variable that further training depends on, by a name that depends on the program alone.

    Such as `generator/dense_1/kernel`, `averages/generator/dense_1/kernel`, `players/generator/adam/momentum/generator/dense_1/kernel`,
    `pools/fake_pool/kept`, `round`. Keras numbers layers without a name through the whole process; here they are numbered within
    their network. A weight of two networks has the name of the first.
    """
    named: dict[str, Variable] = {}
    names: dict[int, str] = {}
    for name, variable in _all(game, names):
        if id(variable) not in names:
            names[id(variable)] = name = _free(name, named)
            named[name] = variable
    return named


def networks_of(game: Game) -> dict[str, keras.Model]:
    """The networks of a game by name, without their averages."""
    return {name: value for name, value in vars(game).items() if isinstance(value, keras.Model)}


def given_names(network: keras.Model) -> frozenset[str]:
    """The names of layers that the spec has given them; the others are named by their kind."""
    return frozenset(str(layer.name) for layer in network.layers if not _is_automatic(layer))


def _all(game: Game, names: dict[int, str]) -> Iterator[tuple[str, Variable]]:
    """All variables with their names, some more than once. names: of those that have been yielded, by identity."""
    yield "round", game.round
    yield "updates", game.updates
    yield "rate_factor", game.rate_factor
    for name, network in networks_of(game).items():
        yield from _of_network(name, network)
    for name, network in game.averages.items():
        yield from _of_network(f"averages/{name}", network)
    for name in sorted(game.states):
        yield f"states/{name}", getattr(game, name)
    for name, pool in game.pools.items():
        yield from ((f"pools/{name}/{one.name}", one) for one in pool.variables)
    for player, steps in game.previous_steps.items():
        for weight, step in zip(game.weights_of(player), steps, strict=True):
            yield f"players/{player}/previous_step/{names[id(weight)]}", step
    for player, optimizer in game.player_optimizers.items():
        slots = SlotNames([(weight.path, names[id(weight)]) for weight in game.weights_of(player)])
        inner = inner_optimizer(optimizer)
        kind, own = type(inner).__name__.lower(), {id(variable) for variable in inner.variables}
        for variable in inner.variables:
            yield f"players/{player}/{kind}/{slots.name_of(variable.name)}", variable
        for variable in (one for one in optimizer.variables if id(one) not in own):
            yield f"players/{player}/loss_scale/{variable.name}", variable
    yield from (("others/variable", variable) for variable in game.variables)


def _of_network(prefix: str, network: keras.Model) -> Iterator[tuple[str, Variable]]:
    counts: dict[str, int] = {}
    for layer in network.layers:
        name = layer_name(layer, counts)
        for variable in layer.variables:
            yield f"{prefix}/{name}/{_within(layer, variable)}", variable


def layer_name(layer: keras.layers.Layer, counts: dict[str, int]) -> str:
    """The name of a layer within its network. counts: of the layers so far, by kind; it is moved on."""
    if not _is_automatic(layer):
        return str(layer.name)
    kind = _snake_case(type(layer).__name__)
    number = counts.get(kind, 0)
    counts[kind] = number + 1
    return f"{kind}_{number}" if number else kind


def _is_automatic(layer: keras.layers.Layer) -> bool:
    return AUTOMATIC.sub("", layer.name) == _snake_case(type(layer).__name__)


def _within(layer: keras.layers.Layer, variable: Variable) -> str:
    """The path of a variable below its layer; layers within it lose the numbers that Keras has given them."""
    parts = str(variable.path).split("/")
    inner = parts[parts.index(layer.name) + 1 :] if layer.name in parts else parts[-1:]
    return "/".join([*(AUTOMATIC.sub("", part) for part in inner[:-1]), *inner[-1:]])


class SlotNames:
    """The names of an optimizer's variables. weights: (path, name) of each weight, in the order of the optimizer.

    Two weights may have the same path in Keras; their slots come in the order of the weights.
    """

    def __init__(self, weights: Sequence[tuple[str, str]]) -> None:
        self._names: dict[str, list[str]] = {}
        self._seen: dict[str, int] = {}
        for path, name in weights:
            self._names.setdefault(path.replace("/", "_"), []).append(name)

    def name_of(self, variable: str) -> str:
        """`momentum/generator/dense/kernel` of `generator_dense_kernel_momentum`; others, such as `iteration`, as they are."""
        path = max((path for path in self._names if variable.startswith(f"{path}_")), key=len, default=None)
        if path is None:
            return variable
        number = self._seen[variable] = self._seen.get(variable, -1) + 1
        return f"{variable[len(path) + 1 :]}/{self._names[path][number]}"


def _snake_case(name: str) -> str:
    """The name of a class as Keras begins the names of its layers: `Conv2DTranspose` is `conv2d_transpose`."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _free(name: str, taken: dict[str, Variable]) -> str:
    if name not in taken:
        return name
    number = next(number for number in range(2, len(taken) + 3) if f"{name}_{number}" not in taken)
    return f"{name}_{number}"
