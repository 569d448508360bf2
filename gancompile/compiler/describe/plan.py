"""A plan as text: what each update draws, runs and moves, and its cost: the EXPLAIN of a database, for a game."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gancompile.compiler.describe.aligned import aligned
from gancompile.compiler.ir.batches import extent
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.printer import print_value
from gancompile.compiler.ir.program import Mode, Phase
from gancompile.compiler.ir.value import Draw, Value, walk
from gancompile.compiler.plan import Plan, UpdatePlan
from gancompile.compiler.plan.cost import RunCost, round_cost, run_costs, total_cost
from gancompile.compiler.plan.instruction import Block, Compute, LazyTerm, Run, Sample, TakeGradients
from gancompile.compiler.shapes import print_shape

HEAD = ("#", "runs", "gradient by", "multiply-adds")


def plan_text(plans: Sequence[Plan]) -> str:
    """The plans of all stages: what each update runs, how often, and the cost of the whole schedule."""
    parts = [part for number, plan in enumerate(plans, 1) for part in _stage(plan, number, len(plans))]
    costs = [(round_cost(phase, plan), phase.rounds) for plan in plans for phase in plan.program.phases]
    whole = sum((cost or 0) * rounds for cost, rounds in costs)
    least = "at least " if any(cost is None for cost, _ in costs) else ""
    rounds = sum(rounds for _, rounds in costs)
    return (
        "\n".join(
            (
                *parts,
                f"the whole schedule: {rounds:,} rounds, {extent([plan.program for plan in plans])}, {least}{whole:.3g} multiply-adds",
            )
        )
        + "\n"
    )


def _stage(plan: Plan, number: int, count: int) -> list[str]:
    program = plan.program
    head = [f"stage {number} of {count}, from round {program.first_round:,} on"] if count > 1 else []
    states = [
        f"state {state.name} becomes {state.written}"
        + (f", in every {state.every_rounds}th round" if state.every_rounds > 1 else "")
        for state in program.game.states
    ]
    return [*head, *(_update(update, plan) for update in plan.updates), *states, *_phases(plan)]


def _update(update: UpdatePlan, plan: Plan) -> str:
    player, costs = update.player, run_costs(update, plan)
    texts = _run_texts(update)
    rows = [_row(number, cost, text) for number, (cost, text) in enumerate(zip(costs, texts, strict=True), 1)]
    drawn = ", ".join(_draw(draw) for draw in plan.program.game.draws if _is_used(draw, player)) or "nothing"
    lines = [
        f"update of {player.name}: moves {', '.join(player.networks)} by {player.optimizer.keras}",
        f"  draws {drawn}",
        *(f"  {text}" for text in _afterwards(update)),
        "",
    ]
    total = total_cost(costs)
    foot = ("", "for one example", "", f"{total:,}" if total is not None else "not known")
    return "\n".join(lines) + aligned((HEAD, *rows), foot, to_the_right={0, 3})


def _run_texts(update: UpdatePlan) -> list[str]:
    """Each run with the variables that it reads and gives."""
    names: dict[Value, str] = {draw: draw.name for draw in update.arguments}
    return [text for block in (update.fixed, update.taped, update.watched) for text in _texts(block, names)]


def _texts(block: Block, names: dict[Value, str]) -> Iterator[str]:
    for one in block:
        match one:
            case Sample(draw=draw):
                names[draw] = draw.name
            case Run():
                inputs = ", ".join(_inputs([print_value(value, names) for value in run.inputs]) for run in one.values)
                yield f"{', '.join(one.names)} = {one.network}({inputs})"
                names.update(zip(one.values, one.names, strict=True))
            case Compute(value=value, name=name):
                names[value] = name
            case TakeGradients():
                yield from _texts(one.body, names)
                names.update(zip(one.gradients, one.names, strict=True))
            case LazyTerm():
                yield from _texts(one.body, dict(names))


def _inputs(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _row(number: int, cost: RunCost, text: str) -> tuple[str, ...]:
    placed = cost.placed
    gradients = [name for name, there in (("weights", cost.by_weights), ("inputs", cost.by_inputs)) if there]
    if placed.inner_tapes:
        gradients.append("its gradient")
    often = f", in every {placed.every_rounds}th round" if placed.every_rounds > 1 else ""
    return str(number), text, " and ".join(gradients) + often, _product(cost)


def _product(cost: RunCost) -> str:
    """The multiply-adds of a run as they come about: passes of the network, divided where it has less than the batch or runs seldom."""
    if cost.multiply_adds is None or cost.inner is None:
        return "not known"
    count, divisor = cost.batches.numerator, cost.batches.denominator * cost.placed.every_rounds
    product = f"{count * cost.passes} x {cost.multiply_adds:,}"
    if cost.goes_inside and cost.inner:
        product += f" + {f'{count} x ' if count > 1 else ''}{cost.inner:,}"
        product = f"({product})" if divisor > 1 else product
    return f"{product} / {divisor}" if divisor > 1 else product


def _afterwards(update: UpdatePlan) -> list[str]:
    """The actions after the step, and the settings that change with the rounds."""
    lines = []
    if update.step.scheduled:
        lines.append(f"with {', '.join(name for name, _ in update.step.scheduled)} by schedule")
    if update.step.clip:
        lines.append("with clipped gradients")
    if update.limits:
        lines.append("then puts its weights back between limits")
    if update.averages:
        lines.append("then moves their averages")
    return lines


def _phases(plan: Plan) -> list[str]:
    """The phases: rounds, turns, mode, and multiply-adds of a round over the whole batch."""
    lines = []
    for phase in plan.program.phases:
        turns = ", ".join(f"{turn.times} x {turn.player}" for turn in phase.turns)
        cost, batch = round_cost(phase, plan), phase.batch or plan.program.data.batch
        adds = f"{cost:,}" if cost is not None else "not known"
        settings = "".join(f", {setting}" for setting in _settings(phase))
        lines.append(
            f"phase {phase.name}: {phase.rounds:,} rounds of {turns}{settings}; {adds} multiply-adds a round of batch {batch}"
        )
    return lines


def _settings(phase: Phase) -> list[str]:
    """The settings of a phase other than alternating updates."""
    settings = [] if phase.mode is Mode.ALTERNATING else [phase.mode.value]
    if phase.frozen:
        settings.append(f"{', '.join(phase.frozen)} frozen")
    if phase.until is not None:
        settings.append(f"or until {phase.until.metric} says so")
    return settings


def _is_used(draw: Draw, player: Player) -> bool:
    return any(draw == value for term in (*player.terms, *player.watch) for value in walk(term.value))


def _draw(draw: Draw) -> str:
    what = f"data.{draw.data_field}" if draw.distribution == Distribution.DATA else draw.distribution
    return f"{draw.name}: {what} {print_shape(draw.shape)}" + (", once a round" if draw.each_round else "")
