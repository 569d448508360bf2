"""The program of several stages: trains them one after the other, and writes the weights of the last."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.data.source import Source
from gancompile.runtime.standalone.program import RECORDS, batches, write_weights
from gancompile.runtime.standalone.reading import read
from gancompile.runtime.standalone.stage import Stage
from gancompile.runtime.training.carry_over import carry_over
from gancompile.runtime.training.rounds import many_rounds


def main(stages: Sequence[Stage], about: str | None) -> None:
    """Does what the command line asks for."""
    whole, seed = sum(phase.rounds for stage in stages for phase in stage.phases), stages[0].seed
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=whole, metavar="N", help=f"how many rounds are played ({whole:,})"
    )
    parser.add_argument("--seed", type=int, default=seed, metavar="N", help=f"of everything random ({seed})")
    parser.add_argument("--data", type=Path, metavar="PATH", help="a .npz, or a folder of PNG and JPEG files")
    parser.add_argument("--out", type=Path, default=Path("weights"), metavar="DIR", help="of the weights (weights)")
    asked = parser.parse_args()
    due = [stage for stage in stages if stage.first_round < asked.rounds] or list(stages[:1])
    game = None
    for stage, sources in zip(due, read_all(due, asked.data), strict=True):
        game = begun(stage, game, asked.seed)
        train(game, stage, sources, asked.rounds, asked.seed, goes_on=stage is stages[-1])
    write_weights(game, due[-1].networks, asked.out)


def read_all(stages: Sequence[Stage], data: Path | None) -> list[list[Source]]:
    """The examples of each stage; what several stages have is read once."""
    known: dict[tuple[str, ...], Source] = {}
    for stage in stages:
        for one in stage.sets:
            keys = tuple(one.key(field) for field in one.fields)
            if keys not in known:
                known[keys] = read(one, data)
    return [[known[tuple(one.key(field) for field in one.fields)] for one in stage.sets] for stage in stages]


def begun(stage: Stage, before: Any, seed: int) -> Any:
    """The game of a stage with what it takes over. before: the game of the stage before, None at the first one."""
    keras.utils.set_random_seed(seed)
    game = stage.game(seed=seed, batch_size=stage.batch)
    if before is not None:
        carry_over(before, game, stage.carried)
    return game


def train(game: Any, stage: Stage, sources: Sequence[Source], rounds: int, seed: int, *, goes_on: bool) -> None:
    """Plays the phases in turn until so many rounds of all stages are played. goes_on: the last phase does where they are more."""
    for index, phase in enumerate(stage.phases):
        left = rounds - int(game.round)
        due = left if goes_on and index == len(stage.phases) - 1 else min(left, phase.rounds)
        if due <= 0:
            continue
        dataset = batches(stage, sources, phase, seed, stage.first_round + index)
        run, iterator = many_rounds(getattr(game, phase.method), dataset.element_spec), iter(dataset)
        while due:
            count = min(due, max(rounds // RECORDS, 1))
            logs = run(iterator, tf.constant(count))
            due -= count
            told = ", ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
            print(f"round {int(game.round):,} of {rounds:,}: {told}", flush=True)
