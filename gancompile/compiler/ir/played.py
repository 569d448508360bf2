"""The programs of a spec cut to their first rounds: all that the weights after these rounds depend on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import assert_never

from gancompile.compiler.ir.curve import Curve, Duration, Held, Phased, Pieces, Ramp, Steps, Unit
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.game import Game, Player
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.numbers import map_numbers
from gancompile.compiler.ir.program import DataPlan, Phase, Program, Programs, Upkeep
from gancompile.compiler.ir.value import Number, Scheduled, Value, rebuild

RECORDS = 400
"""Records of a training, by which early stopping counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Two of these are equal where so many rounds give the same weights. seed, data: digests. record_every: where a phase may end early.

    ended: the lengths of the phases that may have ended early, and have ended. measured: what is measured, where a phase may have ended
    by it. What networks are loaded from does not count here.
    """

    stages: tuple[Program, ...]
    data: str
    seed: str
    record_every: int | None
    ended: tuple[int, ...]
    measured: Evaluation | None


def played(programs: Programs, rounds: int) -> Played:
    """The first rounds of a schedule, without what comes later, and without names and notes."""
    last = programs.stages[-1]
    stages = tuple(
        _stage(program, rounds - program.first_round) for program in programs.stages if program.first_round < rounds
    )
    ends_early = any(phase.until for stage in stages for phase in stage.phases)
    return Played(
        stages=stages,
        data=last.parts["data"],
        seed=last.parts["seed"],
        record_every=max(1, last.rounds // RECORDS) if ends_early else None,
        ended=_ended(programs, rounds),
        measured=_measured(programs, stages),
    )


def _measured(programs: Programs, stages: tuple[Program, ...]) -> Evaluation | None:
    """What is measured while a phase waits for it, without what is only looked at."""
    evaluation = programs.stages[-1].evaluation
    waits = any(phase.until and phase.until.is_measured for stage in stages for phase in stage.phases)
    return replace(evaluation, best=None, settings=_that_count(evaluation)) if waits and evaluation else None


def _that_count(evaluation: Evaluation) -> dict[str, Any]:
    return {name: value for name, value in evaluation.settings.items() if name not in ("repeats", "share")}


def _ended(programs: Programs, rounds: int) -> tuple[int, ...]:
    """A phase that has ended, perhaps early, would not be played on as if it had been longer from the beginning."""
    found, end = [], 0
    for phase in (phase for program in programs.stages for phase in program.phases):
        end += phase.rounds
        if phase.until is not None and end <= rounds:
            found.append(phase.rounds)
    return tuple(found)


def _stage(program: Program, rounds: int) -> Program:
    """A stage whose first rounds are played. rounds: of this stage."""
    until = program.first_round + rounds
    cut = map_numbers(program, lambda value: _number(value, until))
    return Program(
        name="", spec_name="", digest="", seed=0, generator="", discriminator=None, example=None, upkeep=Upkeep(),
        networks=tuple(_network(network) for network in cut.networks),
        game=_game(cut.game),
        phases=_phases(program.phases, rounds),
        data=DataPlan(sets=(), batch=program.data.batch),
        carried=program.carried,
    )  # fmt: skip


def _phases(phases: tuple[Phase, ...], rounds: int) -> tuple[Phase, ...]:
    """The phases that so many rounds reach, the last of them as long as it was played."""
    found, left = [], rounds
    for phase in phases:
        if left <= 0:
            break
        length = min(phase.rounds, left)
        found.append(replace(phase, name="", length=Duration(unit=Unit.ROUNDS, number=length), rounds=length))
        left -= length
    return tuple(found)


def _network(network: Network) -> Network:
    """The network without the place that it is loaded from."""
    return replace(network, loads="") if network.loads is not None else network


def _game(game: Game) -> Game:
    return replace(game, lets=(), players=tuple(_player(player) for player in game.players))


def _player(player: Player) -> Player:
    terms = tuple(replace(term, written="", value=_settled(term.value)) for term in player.terms)
    return replace(player, terms=terms, watch=(), identities=(), source=None)


def _settled(value: Value) -> Value:
    """The value with scheduled numbers that do not change as constants."""
    if isinstance(value, Scheduled) and not isinstance(value.curve, Curve):
        return Number(value=value.curve)
    return rebuild(value, _settled)


def _number(value: Any, until: int) -> Any:
    """A number as it is in the rounds before `until`: a curve, or a constant where it does not change in them."""
    return _curve(value, until) if isinstance(value, Curve) else value


def _curve(curve: Curve, until: int) -> float | Curve:
    match curve:
        case Pieces(points=points):
            pieces = tuple((at, _number(one, until)) for at, one in points if at < until)
            return pieces[0][1] if len(pieces) == 1 else Pieces(points=pieces)
        case Ramp(since_round=since, warm_up_rounds=0, start=start) if since >= until:
            return start
        case Ramp():
            return replace(curve, over=None, phase=None)
        case Steps(since_round=since, every_rounds=every, start=start) if since + every >= until:
            return start
        case Steps() | Held() | Phased():
            return curve
        case _:
            assert_never(curve)
