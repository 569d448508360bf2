"""The whole `model.py`: imports, networks, the game."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from gancompile.catalogue.emitted_names import (
    GAME,
    KERAS_CLASSES,
    KERAS_MODULES,
    game_class,
    layer_classes,
    runtime_functions,
)
from gancompile.catalogue.precision import computes_in_float16, is_mixed
from gancompile.compiler.emit.formula import FormulaText
from gancompile.compiler.emit.network import AS_IN_THE_SPEC, Called, emit_block, emit_network, made_of
from gancompile.compiler.emit.pools import pool_name, pools
from gancompile.compiler.emit.signature import emit_signature
from gancompile.compiler.emit.text import call, curve, docstring, imported, literal
from gancompile.compiler.emit.update import emit_update
from gancompile.compiler.ir.curve import Curve, first_value
from gancompile.compiler.ir.game import Game, Player, Setting, all_data_draws
from gancompile.compiler.ir.network import contained
from gancompile.compiler.ir.program import Mode, Phase, Program
from gancompile.compiler.ir.value import Apply, shape_of, walk
from gancompile.compiler.plan import Plan, RoundPlan
from gancompile.compiler.plan.averaged import averaged, in_order
from gancompile.compiler.plan.round_plan import Play
from gancompile.version import __version__

MODES = {
    Mode.SIMULTANEOUS: "all at the weights of the beginning",
    Mode.EXTRAGRADIENT: "with the gradients of a step ahead",
    Mode.OPTIMISTIC: "each step twice and the one before it once back",
    Mode.CONSENSUS: "and all down the squared norm of all gradients",
}
LOSS_SCALE = "LossScaleOptimizer"
"""Keras's dynamic loss scaling, around a player's optimizer."""
COUNTS = ("no update", "one update", "two updates", "three updates", "four updates", "five updates")


def emit_model(plan: Plan, called: Called = AS_IN_THE_SPEC) -> str:
    """The source text of `model.py`: the same plan gives the same bytes."""
    program = plan.program
    copied = {network.like for network in program.networks}
    nested = {name for network in program.networks for name in network.uses}
    blocks = [emit_block(function, called) for function in plan.blocks.functions]
    networks = [
        emit_network(network, copied=network.name in copied, nested=network.name in nested, called=called)
        for network in plan.blocks.networks.values()
    ]
    game = _game(plan, called)
    body = "\n\n\n".join("\n".join(lines) for lines in (*blocks, *networks, game))
    head = "\n".join(_head(program, body))
    return f"{head}\n\n\n{body}\n"


def _head(program: Program, body: str) -> list[str]:
    origin = f"compiled from {program.spec_name} (resolved sha256 {program.digest[:12]})"
    about = f"{program.name}: {origin}.\n\nMade by gancompile {__version__}; edits are lost."
    # No name of a spec is one of these (`may_be_used`), so each of them in the body is the import.
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    keras = [name for name in (*KERAS_CLASSES, *KERAS_MODULES) if name in used]
    functions = [name for name in runtime_functions() if name in used]
    standard = ["from math import sqrt"] if "sqrt" in used else []
    standard += ["from pathlib import Path"] if "Path" in used else []
    return [
        *docstring(about, indent=0),
        "",
        *([*standard, ""] if standard else []),
        "import tensorflow as tf",
        *imported("keras", keras),
        "",
        *imported("gancompile.runtime", [GAME, *functions]),
        *imported("gancompile.runtime.layers", sorted(layer_classes() & used)),
    ]


def _game(plan: Plan, called: Called) -> list[str]:
    program, game = plan.program, plan.program.game
    networks = {network.name: network for network in program.networks}
    fields = tuple(draw.name for draw in all_data_draws(game))
    players = " and ".join(player.name for player in game.players)
    lines = [
        f"@saving.register_keras_serializable({literal(program.name)})",
        f"class {called.game or game_class(program.name)}(Game):",
        *docstring(f"The game of {program.name}: {players}, each of which moves its own weights alone.", indent=4),
        "",
        f"    fields = {literal(fields)}  # what an example of the data holds",
        f"    generates = {literal(program.generator)}  # the network that is sampled",
        "",
        *_constructor(program, called),
    ]
    for update in plan.updates:
        lines += ["", *emit_update(update, game, networks)]
    for round in plan.rounds:
        lines += ["", *_round(round, program)]
    if len(plan.rounds) > 1:
        lines += ["", *_phases(plan)]
    for signature in program.signatures:
        lines += ["", *emit_signature(signature, networks)]
    return lines


def _constructor(program: Program, called: Called) -> list[str]:
    batch = program.data.batch
    lines = [
        f"    def __init__(self, seed={literal(program.seed)}, batch_size={literal(batch)}, **config):",
        "        super().__init__(seed=seed, batch_size=batch_size, **config)",
    ]
    lines += [f"        self.{network.name} = {made_of(network, called=called)}" for network in in_order(program)]
    for player in program.game.players:
        owned = f"[{', '.join(f'self.{name}' for name in player.networks)}]"
        settings = ", ".join(f"{name}={_setting(value)}" for name, value in player.optimizer.arguments)
        optimizer = f"optimizers.{player.optimizer.keras}({settings})"
        if _is_scaled(player, program):
            optimizer = f"optimizers.{LOSS_SCALE}({optimizer})"
        lines += call("self.add_player", [literal(player.name), owned, optimizer], indent=8)
    return [*lines, *_averages(program, called), *_memories(program), "        self.ready()"]


def _is_scaled(player: Player, program: Program) -> bool:
    """Whether the gradients of a player pass through float16, which small ones do not reach unless the loss is scaled."""
    applied = {part.network for term in player.terms for part in walk(term.value) if isinstance(part, Apply)}
    networks = {network.name: network for network in program.networks}
    through = {inner for name in applied for inner in contained(name, networks)}
    return any(is_mixed(one) and computes_in_float16(one) for name in through for one in networks[name].precisions)


def _memories(program: Program) -> list[str]:
    """What the game carries from round to round: numbers, last steps, pools of examples."""
    game = program.game
    lines = [f"        self.add_state({literal(state.name)}, {literal(state.start)})" for state in game.states]
    optimistic = {t.player for phase in program.phases if phase.mode is Mode.OPTIMISTIC for t in phase.turns}
    if optimistic:
        names = [literal(player.name) for player in game.players if player.name in optimistic]
        lines += call("self.remember_steps", names, indent=8)
    for pool in dict.fromkeys(pool for player in game.players for pool in pools(player)):
        arguments = [literal(pool_name(pool, game)), literal(pool.size), literal(list(shape_of(pool.of) or ()))]
        lines += call("self.add_pool", arguments, indent=8)
    return lines


def _states(phase: Phase, game: Game) -> list[str]:
    """How the states are moved at the end of a round in which those have moved who log what is read."""
    playing = {turn.player for turn in phase.turns}
    lines = []
    for state in game.states:
        if playing.issuperset(state.readers):
            text = FormulaText().text(state.update)
            every = [f"every={literal(state.every_rounds)}"] if state.every_rounds > 1 else []
            lines += call("logs |= self.set_state", [literal(state.name), text, *every], indent=8)
    return lines


def _averages(program: Program, called: Called) -> list[str]:
    """Copies of the averaged networks; one that is made of another is copied over that one's copy, where it has one."""
    lines: list[str] = []
    names = [network.name for network in averaged(program)]
    for network in averaged(program):
        parts = [f'self.averages["{n}"]' if n in names else f"self.{n}" for n in network.uses]
        lines += call(
            "self.add_average",
            [literal(network.name), f"{called.function(network.name)}({', '.join(parts)})"],
            indent=8,
        )
    return lines


def _setting(value: Setting) -> str:
    """An argument of an optimizer; one that is scheduled begins where its curve does."""
    return literal(first_value(value)) if isinstance(value, Curve) else literal(value)


def _round(round: RoundPlan, program: Program) -> list[str]:
    """A round as a method: its updates in order, each on examples of its own."""
    phase, parts = round.phase, round.parts
    lines = [f"    def {round.method}(self, batch):", *docstring(_about_round(phase, program.game), indent=8)]
    if parts:
        names = "[part]" if parts == 1 else "parts"
        comment = "" if parts == 1 else "  # each update sees examples of its own"
        lines.append(f"        {names} = self.split(batch, {parts}){comment}")
    lines += _layers_in_time(program)
    micro = {player.name: player.accumulate for player in program.game.players}
    if round.trial:
        lines += _within([*_around(phase), "self.looking_ahead()"], _plays(round.trial, parts, micro))
    lines += _within([*_around(phase), *_way(phase)], _plays(round.plays, parts, micro))
    return [*lines, *_states(phase, program.game), "        return self.finish_round(logs)"]


def _layers_in_time(program: Program) -> list[str]:
    """Numbers of layers that change with the rounds."""
    lines = []
    for network in program.networks:
        for layer in network.layers:
            changing = [f"{a.name}={curve(a.value)}" for a in layer.arguments if isinstance(a.value, Curve)]
            if changing and not layer.shared:
                lines += call("self.set_layer", [literal(network.name), literal(layer.name), *changing], indent=8)
    return lines


def _about_round(phase: Phase, game: Game) -> str:
    order = ", then " if phase.mode is Mode.ALTERNATING else " and "
    turns = order.join(f"{_times(turn.times)} of the {turn.player}" for turn in phase.turns)
    playing = {turn.player for turn in phase.turns}
    moved = [f"{state.name} becomes {state.written}." for state in game.states if playing.issuperset(state.readers)]
    how = "" if phase.mode is Mode.ALTERNATING else f", {MODES[phase.mode]}"
    return "\n".join([f"One round: {turns}{how}.", *([""] if moved else []), *moved])


def _around(phase: Phase) -> list[str]:
    """The contexts of a phase's own batch and frozen networks."""
    made = [f"self.batch_of({literal(phase.batch)})"] if phase.batch else []
    frozen = ", ".join(f"self.{name}" for name in phase.frozen)
    return [*made, *([f"self.frozen({frozen})"] if frozen else [])]


def _way(phase: Phase) -> list[str]:
    """The context of a phase's mode."""
    match phase.mode:
        case Mode.ALTERNATING:
            return []
        case Mode.SIMULTANEOUS | Mode.EXTRAGRADIENT:
            return ["self.simultaneous()"]
        case Mode.OPTIMISTIC:
            return ["self.optimistic()"]
        case Mode.CONSENSUS:
            return [f"self.consensus({literal(phase.consensus_weight)})"]


def _within(contexts: Sequence[str], lines: Sequence[str]) -> list[str]:
    if not contexts:
        return list(lines)
    return [f"        with {', '.join(contexts)}:", *(f"    {line}" for line in lines)]


def _plays(plays: Sequence[Play], parts: int, micro_batches: Mapping[str, int]) -> list[str]:
    """The updates of a round; the first one begins the logs. micro_batches: of the update of each player."""
    lines: list[str] = []
    for index, play in enumerate(plays):
        kept = "" if play.is_trial else "logs = " if index == 0 else "logs |= "
        count, fields = micro_batches[play.player], play.fields
        if not fields:
            lines += _repeated(play.times, f"{kept}{_update(play.player, count)}")
        elif play.first is None:
            part = "part" if parts == 1 else f"parts[{play.part}]"
            lines += _repeated(play.times, f"{kept}{_update(play.player, count, *_picked(part, fields))}")
        elif play.times == 1:
            lines.append(f"        {kept}{_update(play.player, count, *_picked(f'parts[{play.first}]', fields))}")
        else:
            chosen = "parts" if parts == play.times else f"parts[{play.first or ''}:{play.first + play.times}]"
            lines.append(f"        for part in {chosen}:")
            lines.append(f"            {kept}{_update(play.player, count, *_picked('part', fields))}")
    return lines


def _update(player: str, micro_batches: int, *fields: str) -> str:
    """The call of an update, or of all its micro-batches."""
    method = f"self.update_{player}"
    if micro_batches == 1:
        return f"{method}({', '.join(fields)})"
    return f"self.accumulate({', '.join([literal(micro_batches), method, *fields])})"


def _repeated(times: int, line: str) -> list[str]:
    return [f"        {line}"] if times == 1 else [f"        for _ in range({times}):", f"            {line}"]


def _picked(part: str, fields: Sequence[str]) -> list[str]:
    return [f"{part}[{literal(name)}]" for name in fields]


def _times(times: int) -> str:
    return COUNTS[times] if times < len(COUNTS) else f"{times} updates"


def _phases(plan: Plan) -> list[str]:
    """`train_step` of a schedule with several phases: the round that is due."""
    program = plan.program
    lines = [
        "    def train_step(self, batch):",
        *docstring("The round that is due: each phase ends before the round that stands with it.", indent=8),
    ]
    ends, total = [], program.first_round
    for phase in program.phases:
        total += phase.rounds
        ends.append(f"({literal(total)}, self.{plan.method(phase)})")
    return [*lines, *call("return self.play", ["batch", f"[{', '.join(ends)}]"], indent=8)]
