"""The plan of a program: its updates and rounds, as data that later passes can lower."""

from __future__ import annotations

import builtins
import keyword
from dataclasses import dataclass, replace

from gancompile.catalogue.emitted_names import LOCALS, game_class, imported_names
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.game import Player
from gancompile.compiler.ir.program import Phase, Program, Programs
from gancompile.compiler.plan.blocks import BlockPlan, plan_blocks
from gancompile.compiler.plan.join import join
from gancompile.compiler.plan.name import name
from gancompile.compiler.plan.order import order
from gancompile.compiler.plan.round_plan import RoundPlan, plan_rounds
from gancompile.compiler.plan.update_plan import UpdatePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """updates: one for each player, in the order of the game. rounds: one for each phase, or one for all that play alike.

    blocks: what networks repeat, as functions.
    """

    program: Program
    updates: tuple[UpdatePlan, ...]
    rounds: tuple[RoundPlan, ...]
    blocks: BlockPlan

    def update(self, player: str) -> UpdatePlan:
        """The update of a player."""
        return next(update for update in self.updates if update.player.name == player)

    def method(self, phase: Phase) -> str:
        """The method of the game that plays a round of a phase."""
        if len(self.rounds) == 1:
            return self.rounds[0].method
        return self.rounds[self.program.phases.index(phase)].method


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """The plans of a spec's stages, with the programs that they come from."""

    stages: tuple[Plan, ...]
    programs: Programs


def make_plans(programs: Programs, report: Report) -> Plans:
    """The plan of each stage."""
    return Plans(stages=tuple(make_plan(program) for program in programs.stages), programs=programs)


def make_plan(program: Program) -> Plan:
    """The plan of a program: values are shared and ordered, runs joined, variables named."""
    updates = tuple(_update(player, program) for player in program.game.players)
    blocks = plan_blocks(program.networks, _taken(program))
    return Plan(program=program, updates=updates, rounds=plan_rounds(program), blocks=blocks)


def _taken(program: Program) -> frozenset[str]:
    """The names that a function of a block cannot have."""
    networks = program.networks
    inputs = {node.name for network in networks for node in network.inputs}
    layers = {layer.name for network in networks for layer in network.layers if layer.name}
    names = {network.name for network in networks}
    given = {*inputs, *layers, *names, game_class(program.name)}
    return frozenset({*given, *imported_names(), *LOCALS, *keyword.kwlist, *dir(builtins)})


def _update(player: Player, program: Program) -> UpdatePlan:
    networks = {network.name: network for network in program.networks}
    plan = order(player, program.game, networks)
    updates = _updates_a_round(player, program)
    plan = replace(plan, averages=tuple(replace(one, updates=updates) for one in plan.averages))
    plan = join(plan, networks)
    return name(plan, program.game, networks)


def _updates_a_round(player: Player, program: Program) -> int:
    """The updates of a player in a round; the most, where phases differ."""
    turns = [turn.times for phase in program.phases for turn in phase.turns if turn.player == player.name]
    return max(turns, default=1)
