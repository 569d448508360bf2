"""The numbers of a game that change with the rounds, as data from which the runtime logs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.curve import Curve, Held, Phased, Pieces, Ramp, Steps
from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import Program
from gancompile.compiler.ir.value import Scheduled, walk


def scheduled_numbers(program: Program) -> dict[str, Any]:
    """The curves by name: `discriminator_r1_weight`, `generator_beta_1`. Learning rates and states are left out: they are logged anyway."""
    game, networks = program.game, program.networks
    found = (pair for named in (*map(_of_player, game.players), *map(_of_network, networks)) for pair in named)
    curves = {name: curve for name, curve in found if isinstance(curve, Ramp | Steps | Pieces)}
    return {name: curve_data(curve) for name, curve in curves.items()}


def curve_data(curve: Curve | float) -> Any:
    """A curve as plain data, which gancompile.runtime.trackers.scheduled_number reads; a number as itself."""
    match curve:
        case Ramp(kind=kind, start=start, end=end, over_rounds=over, warm_up_rounds=warm_up, since_round=since):
            return {"curve": kind, "start": start, "end": end, "over": over, "since": since, "warm_up": warm_up}
        case Steps(start=start, factor=by, every_rounds=every, since_round=since):
            return {"curve": "step", "start": start, "by": by, "every": every, "since": since}
        case Pieces(points=points):
            return {"curve": "piecewise", "points": [[at, curve_data(value)] for at, value in points]}
        case Held(state=state):
            return {"curve": "state", "state": state}
        case Phased():
            raise InternalError("a number that phases set has reached the emitter without rounds")
        case int() | float():
            return curve
        case _:
            assert_never(curve)


def _of_player(player: Player) -> Iterator[tuple[str, Any]]:
    for name, setting in player.optimizer.arguments:
        if name != "learning_rate":
            yield f"{player.name}_{name}", setting
    if player.average:
        yield f"{player.name}_average_decay", player.average.decay
        yield f"{player.name}_average_half_life_images", player.average.half_life
    if player.constrain:
        yield f"{player.name}_{player.constrain.how.value}", player.constrain.limit
    for term in player.terms:
        for value in walk(term.value):
            if isinstance(value, Scheduled):
                yield f"{player.name}_{term.name}_{value.name}", value.curve


def _of_network(network: Network) -> Iterator[tuple[str, Any]]:
    for layer in network.layers:
        for argument in layer.arguments:
            yield f"{network.name}_{layer.name or layer.kind}_{argument.name}", argument.value
