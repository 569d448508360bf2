"""The training program of several stages: it trains them in order and writes the weights of the last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from gancompile.catalogue.sources.source import Source
from gancompile.runtime.standalone.program import batches, command_line, play, write_weights
from gancompile.runtime.standalone.reading import read
from gancompile.runtime.standalone.stage import Stage
from gancompile.runtime.training.carry_over import carry_over


def main(stages: Sequence[Stage], about: str | None) -> None:
    """Trains by the options of the command line. about: the text of `--help`."""
    rounds = sum(phase.rounds for stage in stages for phase in stage.phases)
    options = command_line(rounds, stages[0].seed, about)
    due = [stage for stage in stages if stage.first_round < options.rounds] or list(stages[:1])
    game = None
    for stage, sources in zip(due, read_all(due, options.data), strict=True):
        game = start_stage(stage, game, options.seed)
        train(game, stage, sources, options.rounds, options.seed, is_last=stage is stages[-1])
    write_weights(game, due[-1].networks, options.out)


def read_all(stages: Sequence[Stage], data: Path | None) -> list[list[Source]]:
    """The examples of each stage; a set that several stages share is read once."""
    known: dict[tuple[str, ...], Source] = {}
    for stage in stages:
        for one in stage.sets:
            keys = tuple(one.key(field) for field in one.fields)
            if keys not in known:
                known[keys] = read(one, data)
    return [[known[tuple(one.key(field) for field in one.fields)] for one in stage.sets] for stage in stages]


def start_stage(stage: Stage, before: Any, seed: int) -> Any:
    """The game of a stage, with weights carried over. before: the game of the stage before, or None."""
    keras.utils.set_random_seed(seed)
    game = stage.game(seed=seed, batch_size=stage.batch)
    if before is not None:
        carry_over(before, game, stage.carried)
    return game


def train(game: Any, stage: Stage, sources: Sequence[Source], rounds: int, seed: int, *, is_last: bool) -> None:
    """Trains a stage until the game has played so many rounds. is_last: its last phase then lasts longer where the stages have fewer."""
    for index, phase in enumerate(stage.phases):
        left = rounds - game.rounds_played
        due = left if is_last and index == len(stage.phases) - 1 else min(left, phase.rounds)
        if due <= 0:
            continue
        play(game, phase, batches(stage, sources, phase, seed, stage.first_round + index), due, rounds)
