"""Networks that end in a sigmoid or a softmax are trained on their logits, for which formulas have a stable form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.game import Game, Term
from gancompile.compiler.ir.network import Argument, Network
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.ir.value import Apply, Elementwise, Gradient, Value, rebuild


def expose_logits(programs: Programs, report: Report) -> Programs:
    """D(x) = sigmoid(t(x)): the network computes t, and each D(x) of a formula becomes sigmoid(t(x)); so with softmax."""
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    networks, game = _exposed(program.networks, program.game, program.generator)
    return replace(program, networks=networks, game=game)


def _exposed(networks: Sequence[Network], game: Game, sampled: str) -> tuple[tuple[Network, ...], Game]:
    """D = sigmoid(t): the network computes t, each D(x) of a formula becomes sigmoid(t(x)), and `served_through` remembers it.

    So it is with the softmax of a classifier. sampled: the network whose output is what a user wants, and stays as it is.

    Only a network whose last layer itself carries the activation is changed, and only where a player takes the output of it;
    its inputs and weights stay as they are.
    """
    kept = {sampled, *(name for network in networks for name in network.uses)}
    seen = {n.name: m for n in networks if n.name not in kept and (m := _without_activation(n)) is not None}

    def through(value: Value) -> Value:
        value = rebuild(value, through)
        if isinstance(value, Apply) and value.network in seen:
            return Elementwise(function=seen[value.network].served_through or "", of=(value,))
        return value

    def at_the_logit(value: Value) -> Value:
        """A named penalty takes the slope of the logit, as its paper does, whether the spec ends in a sigmoid or not."""
        value = rebuild(value, at_the_logit)
        match value:
            case Gradient(of=Elementwise(function="sigmoid", of=(Apply(network=network) as logit,))) if network in seen:
                return replace(value, of=logit)
        return value

    def term(one: Term) -> Term:
        value = through(one.value)
        return replace(one, value=at_the_logit(value) if one.is_penalty else value)

    players = tuple(
        replace(player, terms=tuple(map(term, player.terms)), watch=tuple(map(term, player.watch)))
        for player in game.players
    )
    lets = tuple(replace(let, value=through(let.value)) for let in game.lets)
    return tuple(seen.get(n.name, n) for n in networks), replace(game, lets=lets, players=players)


def _without_activation(network: Network) -> Network | None:
    """The network without the activation of its last layer, where that is a sigmoid over one number or a softmax over several."""
    if network.several or not network.layers or len(network.shape) != 1:
        return None
    last = len(network.layers) - 1
    layer = network.layers[last]
    if network.output != len(network.inputs) + last or layer.kind == "activation" or layer.shared:
        return None
    activation = "sigmoid" if network.shape == (1,) else "softmax"
    if Argument(name="activation", value=activation) not in layer.arguments:
        return None
    bare = replace(layer, arguments=tuple(a for a in layer.arguments if a.name != "activation"))
    outputs = (replace(network.outputs[0], final="linear"),)
    return replace(network, layers=(*network.layers[:last], bare), outputs=outputs, served_through=activation)
