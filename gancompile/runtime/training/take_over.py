"""A game that goes on from a checkpoint of another one: what has the same name and shape is taken over, the rest begins anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from gancompile.runtime.game import Game
from gancompile.runtime.game.moving_average import copy_weights
from gancompile.runtime.game.named_state import AUTOMATIC, given_names, named_state, networks_of
from gancompile.runtime.training.checkpoint import CheckpointValues

Shape = tuple[int, ...]
NEVER = ("learning_rate", "rate_factor")
"""The new spec says them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """taken, new: the weights of a network that come from the checkpoint, and those that begin anew, as numbers of layers."""

    network: str
    taken: int
    new: tuple[str, ...]

    def __str__(self) -> str:
        if not self.new:
            return f"`{self.network}` goes on with all its weights"
        layers = ", ".join(f"`{name}`" for name in self.new)
        if not self.taken:
            return f"`{self.network}` begins anew: none of its layers is as it was"
        return f"`{self.network}` goes on with the weights of {self.taken} layers; new are those of {layers}"


def take_over(game: Game, values: CheckpointValues, *, kept: frozenset[str] = frozenset()) -> list[TakenOver]:
    """Assigns what the checkpoint of another game has for this one. Returns: what became of each network.

    Counters, states and pools go by name; weights by the name of their layer, or, where the layers have none, by their order among layers
    of the same kind and shape; averages and the slots of the optimizers with their weights. An average that is new starts at its network.
    An optimizer counts its steps anew where some of its slots are new, as Adam's correction of zeros supposes. kept: networks that take
    over nothing.
    """
    state = named_state(game)
    networks = {name: network for name, network in networks_of(game).items() if name not in kept}
    layers = {name: _matched(name, values, state, given_names(network)) for name, network in networks.items()}
    layers |= {name: {} for name in kept}
    sources = {target: source for target, source in _sources(state, layers) if _fits(source, target, values, state)}
    sources = {target: source for target, source in sources.items() if not _is_partly_new(target, state, sources)}
    for name, average in game.averages.items():
        if not any(target.startswith(f"averages/{name}/") for target in sources):
            sources |= _from_network(name, state, sources)
        copy_weights(getattr(game, name), average)
    for target, source in sources.items():
        state[target].assign(values[source])
    return [_summary(name, layers[name], state) for name in networks]


Layers = Mapping[str, str]
"""From the layers of a network to those of the checkpoint's network of the same name that they go on from."""


def _matched(network: str, values: CheckpointValues, state: Mapping[str, Any], given: frozenset[str]) -> Layers:
    """Layers with a name by that; those without one in their order. given: the names that the spec has given."""
    shapes = {name: tuple(variable.shape) for name, variable in state.items()}
    old, new = _layers(network, values.shapes), _layers(network, shapes)
    matched = {name: name for name in new if name in given and old.get(name) == new[name]}
    left = [[name for name in one if name not in matched and name not in given] for one in (old, new)]
    tokens = [[(AUTOMATIC.sub("", name), of[name]) for name in names] for of, names in zip((old, new), left, strict=True)]  # fmt: skip
    for block in SequenceMatcher(None, tokens[0], tokens[1], autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            matched[left[1][block.b + offset]] = left[0][block.a + offset]
    return matched


def _layers(network: str, shapes: Mapping[str, Shape]) -> dict[str, tuple[tuple[str, Shape], ...]]:
    """The variables of each layer of a network with their shapes, by the layer's name."""
    found: dict[str, list[tuple[str, Shape]]] = {}
    for name, shape in shapes.items():
        first, _, rest = name.partition("/")
        if first == network:
            layer, _, variable = rest.partition("/")
            found.setdefault(layer, []).append((variable, shape))
    return {layer: tuple(variables) for layer, variables in found.items()}


def _sources(state: Mapping[str, Any], layers: Mapping[str, Layers]) -> Iterator[tuple[str, str]]:
    """Each variable of the game with the name of what it goes on from."""
    for name in state:
        if name.rpartition("/")[2] in NEVER:
            continue
        source = _source(name, layers)
        if source is not None:
            yield name, source


def _source(name: str, layers: Mapping[str, Layers]) -> str | None:
    parts = name.split("/")
    at = next((i for i, part in enumerate(parts[:-1]) if part in layers and _may_name_a_network(parts, i)), None)
    if at is None:
        return name
    layer = layers[parts[at]].get(parts[at + 1])
    return "/".join([*parts[: at + 1], layer, *parts[at + 2 :]]) if layer is not None else None


def _may_name_a_network(parts: Sequence[str], at: int) -> bool:
    """Whether a part of a name is where a network's is: first, behind `averages`, or behind an optimizer's slot."""
    return at == 0 or (parts[0] == "averages" and at == 1) or (parts[0] == "players" and at >= 3)


def _fits(source: str, target: str, values: CheckpointValues, state: Mapping[str, Any]) -> bool:
    return values.shapes.get(source) == tuple(state[target].shape)


def _is_partly_new(target: str, state: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    """Whether what a variable belongs to is not taken over as a whole: a pool, or the optimizer whose steps it counts."""
    parts = target.split("/")
    if parts[0] != "pools" and (parts[0] != "players" or parts[-1] != "iteration"):
        return False
    prefix = "/".join(parts[:-1])
    return any(
        name not in sources for name in state if name.startswith(f"{prefix}/") and name.rpartition("/")[2] not in NEVER
    )


def _from_network(average: str, state: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, str]:
    """The weights of a new average from those of its network."""
    prefix = f"averages/{average}/"
    of = {name: f"{average}/{name.removeprefix(prefix)}" for name in state if name.startswith(prefix)}
    return {name: sources[weight] for name, weight in of.items() if weight in sources}


def _summary(network: str, matched: Layers, state: Mapping[str, Any]) -> TakenOver:
    own = _layers(network, {name: tuple(variable.shape) for name, variable in state.items()})
    return TakenOver(network=network, taken=len(matched), new=tuple(name for name in own if name not in matched))
