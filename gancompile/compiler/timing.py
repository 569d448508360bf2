"""A game over the phases of a schedule: its curves in rounds, and the numbers that phases set."""

from __future__ import annotations

from dataclasses import dataclass

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate import elaborate_game
from gancompile.compiler.elaborate.phase_settings import game_in_phase, settings_of
from gancompile.compiler.elaborate.schedule import images_of
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase
from gancompile.compiler.passes import OtherGameError, set_by_phase, time_curves
from gancompile.compiler.schema import validate_section
from gancompile.compiler.syntax import Mapping, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a game is timed by. phases: all of the schedule. first: the index of the first one of this stage."""

    long_form: Mapping
    networks: dict[str, Network]
    data: DataPlan
    schedule: Node | None
    phases: tuple[Phase, ...]
    first: int
    report: Report

    def timed(self, game: Game) -> tuple[Game, dict[str, Network]] | None:
        """The game and its networks with every curve in rounds, and with what phases set; None where that cannot be, which is told."""
        variants = {
            self.first + index: self._variant(game, settings, self.first + index)
            for index, settings in settings_of(self.schedule)
        }
        found = {index: variant for index, variant in variants.items() if variant is not None}
        if len(found) < len(variants):
            return None
        merged = set_by_phase(game, found, self.phases)
        return time_curves(
            merged, self.networks, self.phases, self.data, lambda phase: images_of(phase, game, self.data), self.report
        )

    def _variant(self, game: Game, settings: Mapping, index: int) -> Game | None:
        """The game as it is in one phase."""
        changed = game_in_phase(self.long_form, settings, self.report)
        if changed is None or not validate_section("game", changed, self.report):
            return None
        variant = elaborate_game(changed, self.networks, self.data.facts, self.report)
        if variant is None:
            return None
        try:
            set_by_phase(game, {index: variant}, self.phases)
        except OtherGameError:
            said = "a phase sets numbers that are numbers in the game, and this is something else"
            help = "numbers and curves but `piecewise` can be set, one for another"
            self.report.add("GC0607", settings.span, said, help=help)
            return None
        return variant
