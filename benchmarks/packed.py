"""Training on packed images: memory, the time that rounds wait for data, and the examples after a resume in the middle of a shard.

    python benchmarks/packed.py                               # 200,000 images of 32x32, 20,000 rounds, about 15 minutes on 2 cores
    python benchmarks/packed.py --images 5000 --rounds 2000

The images are made and packed first, by `gancompile pack`. The game is small and reads each image by the offset of its record, with
nothing kept in memory (`cache: false`). The waiting time is measured around each element; the same game on one element over and over is the
speed without any reading.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SPEC = """
gancompile: 1
name: packed
data: {source: {shards: {folder: FOLDER, window: 10000}}, flip: horizontal, range: [-1, 1], batch: 64, cache: false}
networks:
  generator:
    inputs: {z: [64]}
    layers:
      - dense: 4096
      - reshape: [8, 8, 64]
      - conv2d_transpose: {filters: 32, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu
      - conv2d_transpose: {filters: 3, kernel_size: 4, strides: 2, padding: same, activation: tanh}
  discriminator:
    inputs: {x: data.image}
    layers:
      - conv2d: {filters: 32, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu
      - conv2d: {filters: 64, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu
      - flatten
      - dense: 1
game: {objective: non_saturating}
"""
PER_FOLDER = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        started = time.perf_counter()
        make_images(place / "images", options.images)
        print(f"made {options.images:,} images in {time.perf_counter() - started:.0f} s", flush=True)
        started = time.perf_counter()
        command = [sys.executable, "-m", "gancompile", "pack", str(place / "images"), "-o", str(place / "shards")]
        subprocess.run(command, check=True)
        print(f"packed them in {time.perf_counter() - started:.0f} s", flush=True)
        train(place, options.rounds)


def make_images(folder: Path, number: int) -> None:
    """Smooth coloured images in PNG files, a class for each 10,000."""
    with ProcessPoolExecutor() as pool:
        list(
            pool.map(
                make_folder,
                [(folder, first, min(first + PER_FOLDER, number)) for first in range(0, number, PER_FOLDER)],
            )
        )


def make_folder(given: tuple[Path, int, int]) -> None:
    folder, first, end = given
    own = folder / f"{first // PER_FOLDER:03}"
    own.mkdir(parents=True)
    colours = np.random.default_rng(first).integers(0, 256, (end - first, 3, 3, 3), dtype=np.uint8)
    for number, image in enumerate(colours, first):
        Image.fromarray(image).resize((32, 32), Image.Resampling.BILINEAR).save(own / f"{number:07}.png")


def train(place: Path, rounds: int) -> None:
    """Trains, and prints the figures."""
    from gancompile.cli.quiet import quiet

    quiet()
    import tensorflow as tf

    from gancompile.compiler import compile_text
    from gancompile.runtime.data import batches
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    Spec(compile_text(SPEC.replace("FOLDER", str(place / "shards")))).write(place / "game")
    program = read_program(place / "game")
    (phase,) = program.phases
    data = {**program.data, "parts": max(phase.parts, 1), "batch": phase.batch}
    game = make_game(program)
    play = tf.function(getattr(game, phase.method), autograph=False)
    elements = iter(batches(data, seed=program.seed))
    first = next(elements)
    without = seconds_a_round(play, iter([first] * 300))
    with_data = seconds_a_round(play, (next(elements) for _ in range(300)))
    waited, memory = 0.0, {}
    middle = rounds // 2
    started = time.perf_counter()
    for number in range(1, rounds + 1):
        before = time.perf_counter()
        element = next(elements)
        waited += time.perf_counter() - before
        # The numbers of a round are awaited: otherwise the next element is asked for while it is played.
        float(next(iter(play(element).values())))
        if number in (min(1000, rounds // 2), rounds):
            memory[number] = resident_megabytes()
            print(f"round {number:,}: {memory[number]:,.0f} MB", flush=True)
        if number == middle:
            seen = [digest(next(elements)) for _ in range(3)]
            # Where the iterator is now: one element before the loop, 300 timed ones, and those of the rounds.
            again = iter(batches(data, seed=program.seed, start=301 + middle))
            same = seen == [digest(next(again)) for _ in range(3)]
            del again
    total = time.perf_counter() - started
    del elements
    low, high = memory.values()
    print(
        f"memory grows by {high - low:,.0f} MB; {rounds / total:.1f} rounds/s; waiting for data {waited / total:.1%} of the time"
    )
    print(f"a round takes {with_data * 1e3:.1f} ms with reading, {without * 1e3:.1f} ms on one element")
    print(f"the same examples after a resume in the middle: {same}")


def seconds_a_round(play: Any, elements: Iterator[Any]) -> float:
    """The time of a round, without the first ones."""
    for _ in range(20):
        play(next(elements))
    started, played = time.perf_counter(), 0
    for element in elements:
        float(next(iter(play(element).values())))
        played += 1
    return (time.perf_counter() - started) / played


def digest(element: dict[str, Any]) -> bytes:
    return b"".join(values.numpy().tobytes() for values in element.values())


def resident_megabytes() -> float:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
