"""What the inputs of a network are drawn from."""

from __future__ import annotations

from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import Apply, Draw, walk


def draw_for(network: Network, position: int, game: Game) -> Draw:
    """What an input is drawn from when the network is sampled, which is what the game draws it from.

    That is the draw that a formula applies the network to; where formulas apply it to other networks alone, as they do the decoder of an
    adversarial autoencoder, the draw of the input's name, or the only random one of its shape; the normal distribution where there is none.
    """
    node = network.inputs[position]
    values = [term.value for player in game.players for term in (*player.terms, *player.watch)]
    applied = [
        given
        for value in values
        for part in walk(value)
        if isinstance(part, Apply) and part.network == network.name
        if isinstance(given := part.inputs[position], Draw)
    ]
    named = [draw for draw in game.draws if draw.name == node.name]
    alike = [draw for draw in game.draws if draw.distribution != Distribution.DATA and draw.shape == node.shape]
    candidates = (*applied, *named, *(alike if len(alike) == 1 else ()))
    return next(iter(candidates), Draw(name=node.name, shape=node.shape, distribution=Distribution.NORMAL.value))
