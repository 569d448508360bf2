"""A discriminator that ends in a sigmoid is trained on its logit, where the formulas have a stable form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Argument, Network
from gancompile.compiler.ir.value import Apply, Elementwise, Value, rebuild


def see_through_sigmoid(networks: Sequence[Network], game: Game) -> tuple[tuple[Network, ...], Game]:
    """D = sigmoid(t): the network computes t, each D(x) of a formula becomes sigmoid(t(x)), and `served_through` remembers it.

    Only a network whose last layer itself carries the activation is changed, and only where a player takes the output of it;
    its inputs and weights stay as they are.
    """
    seen = {n.name: m for n in networks if (m := _without_sigmoid(n)) is not None}

    def through(value: Value) -> Value:
        value = rebuild(value, through)
        return (
            Elementwise(function="sigmoid", of=(value,))
            if isinstance(value, Apply) and value.network in seen
            else value
        )

    return tuple(seen.get(n.name, n) for n in networks), _mapped(game, through)


def _without_sigmoid(network: Network) -> Network | None:
    last = len(network.layers) - 1
    if network.shape != (1,) or network.output != len(network.inputs) + last:
        return None
    layer = network.layers[last]
    if layer.kind == "activation" or Argument(name="activation", value="sigmoid") not in layer.arguments:
        return None
    bare = replace(layer, arguments=tuple(a for a in layer.arguments if a.name != "activation"))
    return replace(network, layers=(*network.layers[:last], bare), final="linear", served_through="sigmoid")


def _mapped(game: Game, change: Callable[[Value], Value]) -> Game:
    players = tuple(
        replace(
            player,
            terms=tuple(replace(term, value=change(term.value)) for term in player.terms),
            watch=tuple(replace(term, value=change(term.value)) for term in player.watch),
        )
        for player in game.players
    )
    return replace(game, lets=tuple(replace(let, value=change(let.value)) for let in game.lets), players=players)
