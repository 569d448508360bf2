"""What a game takes over from the one of the stage before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras

from gancompile.runtime.game import Game


def carry_over(old: Game, new: Game, carried: Mapping[str, Sequence[str] | None]) -> None:
    """Weights, averages, counters and the numbers that the game carries, into a game with other networks.

    carried: of each network, the layers to take over, None: all. The optimizer of a player goes on where all networks of the player are
    as they were; else it begins anew, as in the code of Karras et al. 2018 (arXiv 1710.10196).
    """
    for counter in ("round", "updates"):
        getattr(new, counter).assign(getattr(old, counter).value)
    for name, kept in carried.items():
        _copy_layers(getattr(old, name), getattr(new, name), kept)
        if name in new.averages:
            # What is new in an average begins as the network itself has it.
            _copy(getattr(new, name).weights, new.averages[name].weights)
            _copy_layers(old.network(name), new.averages[name], kept)
    for name in new.states & old.states:
        getattr(new, name).assign(getattr(old, name).value)
    for name in new.pools.keys() & old.pools.keys():
        if new.pools[name].kept.shape == old.pools[name].kept.shape:
            _copy(old.pools[name].weights, new.pools[name].weights)
    whole = {name for name, kept in carried.items() if kept is None}
    for name, optimizer in new.player_optimizers.items():
        if {network.name for network in new.players[name]} <= whole and name in old.player_optimizers:
            _copy(old.player_optimizers[name].variables, optimizer.variables)
            if name in new.previous_steps and name in old.previous_steps:
                _copy(old.previous_steps[name], new.previous_steps[name])


def _copy_layers(old: keras.Model, new: keras.Model, names: Sequence[str] | None) -> None:
    if names is None:
        _copy(old.weights, new.weights)
        return
    for name in names:
        _copy(old.get_layer(name).weights, new.get_layer(name).weights)


def _copy(sources: Sequence[Any], targets: Sequence[Any]) -> None:
    for source, target in zip(sources, targets, strict=True):
        target.assign(source.value)
