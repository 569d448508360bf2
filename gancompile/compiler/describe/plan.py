"""What a round does, line by line, with what it costs: a database's EXPLAIN for a game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gancompile.compiler.describe.aligned import aligned
from gancompile.compiler.emit.body import Application
from gancompile.compiler.emit.update import applications
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.network import moved_with
from gancompile.compiler.ir.program import Mode, Phase, Program
from gancompile.compiler.ir.value import Apply, Draw, walk
from gancompile.compiler.shapes import print_shape

HEAD = ("#", "runs", "gradient by", "multiply-adds")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A network run once in an update. passes: how many times its forward work it costs, gradients included.

    The gradient by its weights costs as much as it does itself, and so does that by what goes in; a slope that is differentiated again
    adds its own gradient and twice that.
    """

    application: Application
    by_weights: bool
    by_inputs: bool
    multiply_adds: int | None

    @property
    def cost(self) -> int | None:
        """Multiply-adds of one example in the mean over the rounds."""
        if self.multiply_adds is None:
            return None
        batches = len(self.application.values)
        return batches * self.passes * self.multiply_adds // self.application.every_rounds

    @property
    def passes(self) -> int:
        once = 1 + self.by_weights + self.by_inputs
        return once + self.application.slopes * (1 + 2 * self.application.under_tape)


def planned_update(player: Player, program: Program) -> tuple[PlannedRun, ...]:
    """The runs of an update, in the order of the source."""
    networks = {network.name: network for network in program.networks}
    moving = moved_with(player.networks, networks)
    runs = []
    for one in applications(player, program.game, networks):
        through = any(
            isinstance(v, Apply) and v.network in moving
            for value in one.values
            for part in value.inputs
            for v in walk(part)
        )
        forward = networks[one.network].multiply_adds
        run = PlannedRun(
            application=one,
            by_weights=one.under_tape and one.network in moving,
            by_inputs=one.under_tape and through,
            multiply_adds=forward,
        )
        runs.append(run)
    return tuple(runs)


def plan_text(programs: Sequence[Program]) -> str:
    """The whole schedule: what each update runs, how often, and what it all costs. programs: one for each stage."""
    parts = [part for number, program in enumerate(programs, 1) for part in _stage(program, number, len(programs))]
    whole = sum(_cost_of_phases(program) for program in programs)
    rounds = sum(phase.rounds for program in programs for phase in program.phases)
    unknown = any(_round_cost(phase, program) is None for program in programs for phase in program.phases)
    least = "at least " if unknown else ""
    return "\n".join((*parts, f"the whole schedule: {rounds:,} rounds, {least}{whole:.3g} multiply-adds")) + "\n"


def _stage(program: Program, number: int, count: int) -> list[str]:
    head = [f"stage {number} of {count}, from round {program.first_round:,} on"] if count > 1 else []
    states = [
        f"state {state.name} becomes {state.written}"
        + (f", in every {state.every_rounds}th round" if state.every_rounds > 1 else "")
        for state in program.game.states
    ]
    return [*head, *(_update(player, program) for player in program.game.players), *states, *_phases(program)]


def _update(player: Player, program: Program) -> str:
    runs = planned_update(player, program)
    rows = [_row(number, run) for number, run in enumerate(runs, 1)]
    drawn = ", ".join(_draw(draw) for draw in program.game.draws if _is_used(draw, player)) or "nothing"
    lines = [
        f"update of {player.name}: moves {', '.join(player.networks)} by {player.optimizer.keras}",
        f"  draws {drawn}",
        *(f"  {text}" for text in _afterwards(player)),
        "",
    ]
    total = _cost(runs)
    foot = ("", "for one example", "", f"{total:,}" if total is not None else "not known")
    return "\n".join(lines) + aligned((HEAD, *rows), foot, to_the_right={0, 3})


def _row(number: int, run: PlannedRun) -> tuple[str, ...]:
    one = run.application
    ways = [way for way, there in (("weights", run.by_weights), ("inputs", run.by_inputs)) if there]
    if one.slopes:
        ways.append("its slope")
    often = f", in every {one.every_rounds}th round" if one.every_rounds > 1 else ""
    times = len(one.values) * run.passes
    cost = f"{times} x {run.multiply_adds:,}" if run.multiply_adds is not None else "not known"
    if one.every_rounds > 1 and run.multiply_adds is not None:
        cost += f" / {one.every_rounds}"
    return (
        str(number),
        f"{', '.join(one.names)} = {one.network}({', '.join(one.inputs)})",
        " and ".join(ways) + often,
        cost,
    )


def _cost(runs: tuple[PlannedRun, ...]) -> int | None:
    counts = [run.cost for run in runs]
    return None if None in counts else sum(count for count in counts if count is not None)


def _afterwards(player: Player) -> list[str]:
    """What follows the move, and which settings change with the rounds."""
    lines = []
    changing = [name for name, value in player.optimizer.arguments if isinstance(value, Curve)]
    if changing:
        lines.append(f"with {', '.join(changing)} by schedule")
    if player.constrain:
        lines.append("then puts its weights back between limits")
    if player.average:
        lines.append("then moves their averages")
    return lines


def _phases(program: Program) -> list[str]:
    """The phases: rounds, turns, how they go, and multiply-adds of a round over the whole batch."""
    lines = []
    for phase in program.phases:
        turns = ", ".join(f"{turn.times} x {turn.player}" for turn in phase.turns)
        cost, batch = _round_cost(phase, program), phase.batch or program.data.batch
        told = f"{cost:,}" if cost is not None else "not known"
        ways = "".join(f", {way}" for way in _ways(phase))
        lines.append(
            f"phase {phase.name}: {phase.rounds:,} rounds of {turns}{ways}; {told} multiply-adds a round of batch {batch}"
        )
    return lines


def _ways(phase: Phase) -> list[str]:
    """How the rounds of a phase differ from one update after the other."""
    ways = [] if phase.mode is Mode.ALTERNATING else [phase.mode.value]
    if phase.frozen:
        ways.append(f"{', '.join(phase.frozen)} frozen")
    if phase.until is not None:
        ways.append(f"or until {phase.until.metric} says so")
    return ways


def _cost_of_phases(program: Program) -> int:
    return sum((_round_cost(phase, program) or 0) * phase.rounds for phase in program.phases)


def _round_cost(phase: Phase, program: Program) -> int | None:
    costs = {player.name: _cost(planned_update(player, program)) for player in program.game.players}
    counts = [None if costs[turn.player] is None else turn.times * (costs[turn.player] or 0) for turn in phase.turns]
    trial = 2 if phase.mode is Mode.EXTRAGRADIENT else 1
    batch = phase.batch or program.data.batch
    return None if None in counts else trial * batch * sum(count for count in counts if count is not None)


def _is_used(draw: Draw, player: Player) -> bool:
    return any(draw == value for term in (*player.terms, *player.watch) for value in walk(term.value))


def _draw(draw: Draw) -> str:
    what = f"data.{draw.data_field}" if draw.distribution == "data" else draw.distribution
    return f"{draw.name}: {what} {print_shape(draw.shape)}" + (", once a round" if draw.each_round else "")
