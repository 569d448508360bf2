"""The training program: it trains the game and writes its weights."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from gancompile.catalogue.sources.source import Batch, Source, Tensor
from gancompile.runtime.data.endless import endless, seed_of, side_by_side
from gancompile.runtime.standalone.plan import Phase, Plan
from gancompile.runtime.standalone.reading import read
from gancompile.runtime.training.many_rounds import many_rounds

RECORDS = 20


def main(plan: Plan, about: str | None) -> None:
    """Trains by the options of the command line. about: the text of `--help`."""
    options = command_line(sum(phase.rounds for phase in plan.phases), plan.seed, about)
    sources = [read(one, options.data) for one in plan.sets]
    keras.utils.set_random_seed(options.seed)
    game = plan.game(seed=options.seed, batch_size=plan.batch)
    train(game, plan, sources, options.rounds, options.seed)
    write_weights(game, plan.networks, options.out)


def command_line(rounds: int, seed: int, about: str | None) -> argparse.Namespace:
    """The options of the command line. rounds, seed: their defaults."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=rounds, metavar="N", help=f"how many rounds are played ({rounds:,})"
    )
    parser.add_argument("--seed", type=int, default=seed, metavar="N", help=f"the seed of all random numbers ({seed})")
    parser.add_argument("--data", type=Path, metavar="PATH", help="a .npz file, or a folder of PNG and JPEG files")
    parser.add_argument(
        "--out", type=Path, default=Path("weights"), metavar="DIR", help="the folder of the weights (weights)"
    )
    return parser.parse_args()


def train(game: Any, plan: Plan, sources: Sequence[Source], rounds: int, seed: int) -> None:
    """Trains for a number of rounds: the phases in order, the last one longer where they have fewer."""
    left = rounds
    for index, phase in enumerate(plan.phases):
        due = left if index == len(plan.phases) - 1 else min(left, phase.rounds)
        if due <= 0:
            continue
        play(game, phase, batches(plan, sources, phase, seed, index), due, rounds)
        left -= due


def play(game: Any, phase: Phase, dataset: tf.data.Dataset, due: int, rounds: int) -> None:
    """Plays `due` rounds of a phase and prints a line now and then. rounds: of all phases."""
    run, iterator = many_rounds(getattr(game, phase.method), dataset.element_spec), iter(dataset)
    while due:
        played, sums = run(iterator, min(due, max(rounds // RECORDS, 1)))
        due -= played
        numbers = ", ".join(f"{name} {value / played:.4g}" for name, value in sums.items())
        print(f"round {game.rounds_played:,} of {rounds:,}: {numbers}", flush=True)
        if not all(map(math.isfinite, sums.values())):
            raise SystemExit("a loss is not finite; a lower learning rate usually helps")


def batches(plan: Plan, sources: Sequence[Source], phase: Phase, seed: int, index: int) -> tf.data.Dataset:
    """Batches for a phase: each example once an epoch, in an order of that epoch."""
    streams = []
    for one, source in zip(plan.sets, sources, strict=True):
        own = seed_of(one.name, seed) + index
        late = one.late(own) if one.late else _unchanged
        rename = {field.draw: field.name for field in one.fields}
        size = phase.batch * phase.parts
        streams.append(endless(source, late, rename, size, own, 0, shuffle=one.shuffled))
    return side_by_side(streams)


def _unchanged(batch: Batch, positions: Tensor) -> Batch:
    del positions
    return batch


def write_weights(game: Any, networks: Sequence[str], folder: Path) -> None:
    """Writes a file for each network and for each moving average."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: getattr(game, name) for name in networks}
    found |= {f"{name}_average": average for name, average in game.averages.items()}
    for name, network in found.items():
        network.save_weights(folder / f"{name}.weights.h5")
    print(f"wrote {', '.join(str(folder / f'{name}.weights.h5') for name in found)}")
