"""Durations of curves in rounds, once the schedule is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.curve import Curve, Duration, Pieces, Ramp
from gancompile.compiler.ir.game import Game, Player, Term
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase
from gancompile.compiler.ir.value import Scheduled, Value, rebuild

ImagesOf = Callable[[Phase], int]
"""How many examples of the data a round of a phase draws."""


def time_curves(
    game: Game,
    networks: Mapping[str, Network],
    phases: Sequence[Phase],
    data: DataPlan,
    images_of: ImagesOf,
    report: Report,
) -> tuple[Game, dict[str, Network]]:
    """The game and its networks with every curve in rounds: those without a length take the whole schedule.

    What cannot be counted is told.
    """
    timer = _Timer(phases=phases, data=data, images_of=images_of, report=report)
    players = tuple(timer.player(player) for player in game.players)
    lets = tuple(replace(let, value=timer.value(let.value)) for let in game.lets)
    states = tuple(replace(state, update=timer.value(state.update)) for state in game.states)
    made = {name: timer.network(network) for name, network in networks.items()}
    return replace(game, lets=lets, players=players, states=states), made


class _Timer:
    def __init__(self, *, phases: Sequence[Phase], data: DataPlan, images_of: ImagesOf, report: Report) -> None:
        self.phases, self.data, self.images_of, self.report = phases, data, images_of, report

    def player(self, player: Player) -> Player:
        settings = tuple((name, self.setting(value)) for name, value in player.optimizer.arguments)
        average, constrain = player.average, player.constrain
        return replace(
            player,
            optimizer=replace(player.optimizer, arguments=settings),
            terms=tuple(self.term(term) for term in player.terms),
            watch=tuple(self.term(term) for term in player.watch),
            average=replace(
                average,
                decay=self.setting(average.decay),
                half_life=average.half_life and self.setting(average.half_life),
            )
            if average
            else None,
            constrain=replace(constrain, limit=self.setting(constrain.limit)) if constrain else None,
        )

    def network(self, network: Network) -> Network:
        """The network with the curves among its layers' arguments."""
        if not any(isinstance(a.value, Curve) for layer in network.layers for a in layer.arguments):
            return network
        layers = tuple(
            replace(one, arguments=tuple(replace(a, value=self.setting(a.value)) for a in one.arguments))
            for one in network.layers
        )
        return replace(network, layers=layers)

    def term(self, term: Term) -> Term:
        return replace(term, value=self.value(term.value))

    def value(self, value: Value) -> Value:
        if isinstance(value, Scheduled):
            return replace(value, curve=self.setting(value.curve))
        return rebuild(value, self.value)

    def setting(self, value: Any) -> Any:
        """A setting with its curve in rounds; one that is no curve stays as it is."""
        if isinstance(value, Pieces):
            return Pieces(points=tuple((at, self.setting(one)) for at, one in value.points))
        return self.ramp(value) if isinstance(value, Ramp) else value

    def ramp(self, ramp: Ramp) -> Ramp:
        during = self.phases if ramp.phase is None else self.phases[ramp.phase : ramp.phase + 1]
        whole = sum(phase.rounds for phase in during)
        return replace(ramp, over_rounds=whole if ramp.over is None else self.rounds(ramp.over, ramp.phase or 0))

    def rounds(self, duration: Duration, first: int) -> int:
        """In how many rounds from the beginning of a phase on a duration is over. first: the index of the phase."""
        if duration.unit == "rounds":
            return max(1, int(duration.number))
        images = duration.number
        if duration.unit == "epochs":
            if self.data.facts.count is None:
                said = "the data is endless, so there are no epochs"
                self.report.add("GC0602", duration.span, said, help="count `over` (rounds) or `images`")
                return 1
            images *= self.data.facts.count
        passed = 0
        for index, phase in enumerate(self.phases[first:], first):
            each = self.images_of(phase)
            last = index == len(self.phases) - 1
            if each and (last or images <= each * phase.rounds):
                return max(1, passed + math.ceil(images / each))
            images -= each * phase.rounds
            passed += phase.rounds
        said = f"`{duration.unit}` counts examples of the data, but no round draws any"
        self.report.add("GC0602", duration.span, said, help="count `over`, in rounds")
        return 1
