"""The memory of an update in micro-batches: the largest resident set of a process, above that of a batch of one micro-batch.

    python benchmarks/micro_batches.py

A convolutional game of 64x64 images with a batch of 256 plays three rounds, whole and in 2, 4 and 8 micro-batches, each in a process of
its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SPEC = """gancompile: 1
name: large
data: {source: digits, resize: [64, 64], range: [-1, 1], batch: BATCH}
networks:
  generator:
    inputs: {z: [64]}
    layers: [{dense: 4096}, relu, {reshape: [8, 8, 64]},
      {conv2d_transpose: {filters: 128, kernel_size: 4, strides: 2, padding: same}}, relu,
      {conv2d_transpose: {filters: 96, kernel_size: 4, strides: 2, padding: same}}, relu,
      {conv2d_transpose: {filters: 1, kernel_size: 4, strides: 2, padding: same, activation: tanh}}]
  discriminator:
    inputs: {x: data.image}
    layers: [{conv2d: {filters: 96, kernel_size: 4, strides: 2, padding: same}}, {leaky_relu: 0.2},
      {conv2d: {filters: 128, kernel_size: 4, strides: 2, padding: same}}, {leaky_relu: 0.2},
      {conv2d: {filters: 128, kernel_size: 4, strides: 2, padding: same}}, {leaky_relu: 0.2}, flatten, {dense: 1}]
game: {objective: non_saturating, regularize: [{r1: {weight: 1}}], accumulate: PARTS}
schedule: [{steps: 10}]
"""


def main() -> None:
    base = peak(32, 1)
    whole = peak(256, 1) - base
    print(f"a batch of 32: {base:,.0f} MB; of 256: {whole:,.0f} MB more")
    for parts in (2, 4, 8):
        more = peak(256, parts) - base
        print(f"256 in {parts} micro-batches: {more:,.0f} MB more, {more / whole:.2f} of the whole")


def peak(batch: int, parts: int) -> float:
    """The largest resident set of three rounds, in MB."""
    done = subprocess.run(
        [sys.executable, __file__, str(batch), str(parts)], capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def play(batch: int, parts: int) -> None:
    import tensorflow as tf

    from gancompile.compiler import compile_text
    from gancompile.runtime.data import batches
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    with tempfile.TemporaryDirectory() as folder:
        text = SPEC.replace("BATCH", str(batch)).replace("PARTS", str(parts))
        program = read_program(Spec(compile_text(text)).write(Path(folder)))
        game = make_game(program)
        step = tf.function(game.train_step, autograph=False)
        for element in batches({**program.data, "parts": 1}, seed=0).take(3):
            step(element)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        play(int(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
