"""The number of batches of the data in a round."""

from __future__ import annotations

from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game, data_draws, trains_on_data
from gancompile.compiler.ir.program import DataPlan, Mode, Phase, Turn


def updates_with_data(turns: tuple[Turn, ...], game: Game) -> int:
    """The number of updates of a round that draw their own examples from the data."""
    players = {player.name: player for player in game.players}
    return sum(turn.times for turn in turns if trains_on_data(players[turn.player]))


def images_of(phase: Phase, game: Game, data: DataPlan) -> int:
    """The number of examples of the data that a round of a phase draws."""
    return parts_of(phase, game) * (phase.batch or data.batch)


def parts_of(phase: Phase, game: Game) -> int:
    """How many batches of the data a round of a phase takes: one for each update that draws from it, those on trial included.

    One for all of them, where examples are drawn for the whole round, or where they are only watched.
    """
    playing = {turn.player for turn in phase.turns}
    if not any(data_draws(player, game) for player in game.players if player.name in playing):
        return 0
    updates = updates_with_data(phase.turns, game)
    if any(draw.each_round and draw.distribution == Distribution.DATA for draw in game.draws):
        return 1
    return max(updates * (2 if phase.mode is Mode.EXTRAGRADIENT else 1), 1)
