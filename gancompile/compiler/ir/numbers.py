"""The numbers of a program that may change with the rounds, all in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Player, Term
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import Program
from gancompile.compiler.ir.value import Scheduled, Value, rebuild

Change = Callable[[Any], Any]
"""Takes a number or a curve, and gives the one that stands in its place."""


def map_numbers(program: Program, change: Change) -> Program:
    """The program with every curve exchanged: of formulas, optimizers, averages, constraints and layers."""
    game = program.game
    changed = replace(
        game,
        players=tuple(_player(player, change) for player in game.players),
        lets=tuple(replace(let, value=map_scheduled(let.value, change)) for let in game.lets),
        states=tuple(replace(state, update=map_scheduled(state.update, change)) for state in game.states),
    )
    return replace(program, game=changed, networks=tuple(_network(one, change) for one in program.networks))


def map_scheduled(value: Value, change: Change) -> Value:
    """The value with the curves in it exchanged."""
    if isinstance(value, Scheduled):
        return replace(value, curve=change(value.curve))
    return rebuild(value, lambda part: map_scheduled(part, change))


def _player(player: Player, change: Change) -> Player:
    average, constrain, optimizer, clip = player.average, player.constrain, player.optimizer, player.clip_gradients
    settings = tuple((name, change(value)) for name, value in optimizer.arguments)
    return replace(
        player,
        optimizer=replace(optimizer, arguments=settings),
        terms=tuple(_term(term, change) for term in player.terms),
        watch=tuple(_term(term, change) for term in player.watch),
        average=replace(average, decay=change(average.decay), half_life=change(average.half_life)) if average else None,
        constrain=replace(constrain, limit=change(constrain.limit)) if constrain else None,
        clip_gradients=replace(clip, norm=change(clip.norm), value=change(clip.value)) if clip else None,
    )


def _term(term: Term, change: Change) -> Term:
    return replace(term, value=map_scheduled(term.value, change))


def _network(network: Network, change: Change) -> Network:
    if not any(isinstance(a.value, Curve) for layer in network.layers for a in layer.arguments):
        return network
    layers = tuple(
        replace(one, arguments=tuple(replace(a, value=change(a.value)) for a in one.arguments))
        for one in network.layers
    )
    return replace(network, layers=layers)
