"""The carry-over of weights and state from one stage to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras

from gancompile.runtime.game import Game

Carried = Mapping[str, Sequence[str] | None]
"""For each network, the layers to carry over; None: all."""


def carry_over(old: Game, new: Game, carried: Carried) -> None:
    """Copies weights, averages, counters and states into a game with other networks.

    The optimizer of a player is carried over where none of the player's networks changes; otherwise it starts anew, as in the code of
    Karras et al. 2018 (arXiv 1710.10196).
    """
    for counter in ("round", "updates", "rate_factor"):
        getattr(new, counter).assign(getattr(old, counter).value)
    _carry_networks(old, new, carried)
    for name in new.states & old.states:
        getattr(new, name).assign(getattr(old, name).value)
    for name in new.pools.keys() & old.pools.keys():
        if new.pools[name].kept.shape == old.pools[name].kept.shape:
            _copy(old.pools[name].weights, new.pools[name].weights)
    _carry_optimizers(old, new, carried)


def _carry_networks(old: Game, new: Game, carried: Carried) -> None:
    for name, kept in carried.items():
        _copy_layers(getattr(old, name), getattr(new, name), kept)
        if name in new.averages:
            # The weights of an average that are new start at those of the network.
            _copy(getattr(new, name).weights, new.averages[name].weights)
            _copy_layers(old.network(name), new.averages[name], kept)


def _carry_optimizers(old: Game, new: Game, carried: Carried) -> None:
    unchanged = {name for name, kept in carried.items() if kept is None}
    for name, optimizer in new.player_optimizers.items():
        if {network.name for network in new.players[name]} <= unchanged and name in old.player_optimizers:
            _copy(old.player_optimizers[name].variables, optimizer.variables)
            if name in new.previous_steps and name in old.previous_steps:
                _copy(old.previous_steps[name], new.previous_steps[name])
        else:
            optimizer.learning_rate.assign(optimizer.learning_rate.value * new.rate_factor.value)


def _copy_layers(old: keras.Model, new: keras.Model, names: Sequence[str] | None) -> None:
    if names is None:
        _copy(old.weights, new.weights)
        return
    for name in names:
        _copy(old.get_layer(name).weights, new.get_layer(name).weights)


def _copy(sources: Sequence[Any], targets: Sequence[Any]) -> None:
    for source, target in zip(sources, targets, strict=True):
        target.assign(source.value)
