"""The program: trains the game, and writes its weights."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from gancompile.catalogue.sources.source import Batch, Source, Tensor
from gancompile.runtime.data.endless import endless, seed_of, side_by_side
from gancompile.runtime.standalone.plan import Phase, Plan
from gancompile.runtime.standalone.reading import read
from gancompile.runtime.training.rounds import many_rounds

RECORDS = 20


def main(plan: Plan, about: str | None) -> None:
    """Does what the command line asks for."""
    asked = command_line(sum(phase.rounds for phase in plan.phases), plan.seed, about)
    sources = [read(one, asked.data) for one in plan.sets]
    keras.utils.set_random_seed(asked.seed)
    game = plan.game(seed=asked.seed, batch_size=plan.batch)
    train(game, plan, sources, asked.rounds, asked.seed)
    write_weights(game, plan.networks, asked.out)


def command_line(whole: int, seed: int, about: str | None) -> argparse.Namespace:
    """What the command line asks for. whole, seed: how many rounds are played, and from which seed, where it does not say."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=whole, metavar="N", help=f"how many rounds are played ({whole:,})"
    )
    parser.add_argument("--seed", type=int, default=seed, metavar="N", help=f"of everything random ({seed})")
    parser.add_argument("--data", type=Path, metavar="PATH", help="a .npz, or a folder of PNG and JPEG files")
    parser.add_argument("--out", type=Path, default=Path("weights"), metavar="DIR", help="of the weights (weights)")
    return parser.parse_args()


def train(game: Any, plan: Plan, sources: Sequence[Source], rounds: int, seed: int) -> None:
    """Plays the phases in turn until so many rounds are played; the last goes on where they are more."""
    left = rounds
    for index, phase in enumerate(plan.phases):
        due = left if index == len(plan.phases) - 1 else min(left, phase.rounds)
        if due <= 0:
            continue
        play(game, phase, batches(plan, sources, phase, seed, index), due, rounds)
        left -= due


def play(game: Any, phase: Phase, dataset: tf.data.Dataset, due: int, rounds: int) -> None:
    """So many rounds of a phase that are due, of all `rounds`, with a line now and then."""
    run, iterator = many_rounds(getattr(game, phase.method), dataset.element_spec), iter(dataset)
    while due:
        count = min(due, max(rounds // RECORDS, 1))
        logs = run(iterator, tf.constant(count))
        due -= count
        told = ", ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
        print(f"round {int(game.round):,} of {rounds:,}: {told}", flush=True)


def batches(plan: Plan, sources: Sequence[Source], phase: Phase, seed: int, index: int) -> tf.data.Dataset:
    """The examples of a phase, each set once an epoch in an order of that epoch."""
    streams = []
    for told, source in zip(plan.sets, sources, strict=True):
        own = seed_of(told.name, seed) + index
        late = told.late(own) if told.late else _as_they_are
        rename = {field.draw: field.name for field in told.fields}
        size = phase.batch * phase.parts
        streams.append(endless(source, late, rename, size, own, 0, shuffle=told.shuffled))
    return side_by_side(streams)


def _as_they_are(batch: Batch, positions: Tensor) -> Batch:
    del positions
    return batch


def write_weights(game: Any, networks: Sequence[str], folder: Path) -> None:
    """One file for each network, and one for each average of a network."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: getattr(game, name) for name in networks}
    found |= {f"{name}_average": average for name, average in game.averages.items()}
    for name, network in found.items():
        network.save_weights(folder / f"{name}.weights.h5")
    print(f"wrote {', '.join(str(folder / f'{name}.weights.h5') for name in found)}")
