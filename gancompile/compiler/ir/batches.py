"""The batches of the data in a round, and how far it goes: a round counts as one batch, whatever the number of its updates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gancompile.compiler.ir.curve import Duration, Unit
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game, data_draws, trains_on_data
from gancompile.compiler.ir.program import DataPlan, Mode, Phase, Program, Turn


def extent(programs: Sequence[Program]) -> str:
    """How far the stages of a spec go together: `12,800 examples, 7.1 epochs`; without epochs where the data is endless."""
    examples = [sum(phase.rounds * images_of(phase, program.data) for phase in program.phases) for program in programs]
    counts = [program.data.facts.count for program in programs]
    if None in counts:
        return f"{sum(examples):,} examples"
    epochs = sum(seen / count for seen, count in zip(examples, counts, strict=True) if count)
    return f"{sum(examples):,} examples, {epochs:,.{1 if epochs < 100 else 0}f} epochs"


def updates_with_data(turns: tuple[Turn, ...], game: Game) -> int:
    """The number of updates of a round that draw their own examples from the data."""
    players = {player.name: player for player in game.players}
    return sum(turn.times for turn in turns if trains_on_data(players[turn.player]))


def images_of(phase: Phase, data: DataPlan) -> int:
    """The images that a round of a phase counts as: one batch, as papers and people count an epoch.

    Updates that draw examples of their own see more of them: with five of a critic, those of five batches.
    """
    return phase.batch or data.batch


def rounds_of(duration: Duration, batch: int, data: DataPlan) -> int:
    """A duration in rounds of one batch each: ceil(images / batch), and an epoch is as many images as the data holds."""
    match duration.unit:
        case Unit.ROUNDS:
            return int(duration.number)
        case Unit.IMAGES:
            images = duration.number
        case Unit.EPOCHS:
            images = duration.number * (data.facts.count or 0)
    return math.ceil(images / batch)


def draws_data(phase: Phase, game: Game) -> bool:
    """Whether any update of a phase draws from the data."""
    return parts_of(phase, game) > 0


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
