"""How fast the compiled step is beside the same GAN written by hand in Keras: `fit`, a custom `train_step`, the same networks and data.

    python benchmarks/train.py                 # both games, about 5 minutes on 2 cores
    python benchmarks/train.py --repeats 3 ring

Both are measured in one process in turns (ours, by hand, ours, ...), so that what else the machine does falls on both; the figure is
the ratio of their median times a round. Above 1, ours is faster.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gancompile.cli.quiet import quiet

quiet()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

from gancompile.compiler import compile_text  # noqa: E402
from gancompile.runtime.data import batches  # noqa: E402
from gancompile.runtime.program import Program, make_game, read_program  # noqa: E402
from gancompile.runtime.training import many_rounds  # noqa: E402
from gancompile.spec import Spec  # noqa: E402

RING = """
gancompile: 1
name: ring
data: {source: ring, batch: 256}
networks:
  generator:
    inputs: {z: [8]}
    layers: [HIDDEN, HIDDEN, HIDDEN, {dense: 2}]
  discriminator:
    inputs: {x: data.point}
    layers: [HIDDEN, HIDDEN, HIDDEN, {dense: 1}]
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 1e-3, beta_1: 0.5}}}
""".replace("HIDDEN", "{dense: {units: 128, activation: relu}}")
DCGAN = """
gancompile: 1
name: dcgan
data: {source: digits, resize: [28, 28], range: [-1, 1], batch: 64}
networks:
  generator:
    inputs: {z: [128]}
    layers:
      - dense: 6272
      - reshape: [7, 7, 128]
      - conv2d_transpose: {filters: 128, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu: 0.2
      - conv2d_transpose: {filters: 128, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu: 0.2
      - conv2d: {filters: 1, kernel_size: 7, padding: same, activation: tanh}
  discriminator:
    inputs: {x: data.image}
    layers:
      - conv2d: {filters: 64, kernel_size: 3, strides: 2, padding: same}
      - leaky_relu: 0.2
      - conv2d: {filters: 128, kernel_size: 3, strides: 2, padding: same}
      - leaky_relu: 0.2
      - global_max_pooling2d
      - dense: 1
game: {objective: non_saturating, optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}}
"""
GAMES: dict[str, tuple[str, int]] = {"ring": (RING, 1000), "dcgan": (DCGAN, 20)}
"""A spec, and the rounds of one turn."""


class ByHand(keras.Model):
    """What one writes after the Keras documentation: two optimizers, one loss object, two metrics."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model, latent: int) -> None:
        super().__init__()
        self.generator, self.discriminator, self.latent = generator, discriminator, latent
        self.loss_of_generator = keras.metrics.Mean(name="generator_loss")
        self.loss_of_discriminator = keras.metrics.Mean(name="discriminator_loss")

    def compile(self, optimizers: tuple[Any, Any]) -> None:
        super().compile()
        self.generator_optimizer, self.discriminator_optimizer = optimizers
        self.cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        return [self.loss_of_discriminator, self.loss_of_generator]

    def train_step(self, real: Any) -> dict[str, Any]:
        batch = tf.shape(real)[0]
        fake = self.generator(tf.random.normal((batch, self.latent)), training=True)
        with tf.GradientTape() as tape:
            on_real, on_fake = self.discriminator(real, training=True), self.discriminator(fake, training=True)
            loss = self.cross_entropy(tf.ones_like(on_real), on_real) + self.cross_entropy(
                tf.zeros_like(on_fake), on_fake
            )
        weights = self.discriminator.trainable_weights
        self.discriminator_optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        self.loss_of_discriminator.update_state(loss)
        with tf.GradientTape() as tape:
            on_fake = self.discriminator(
                self.generator(tf.random.normal((batch, self.latent)), training=True), training=True
            )
            loss = self.cross_entropy(tf.ones_like(on_fake), on_fake)
        weights = self.generator.trainable_weights
        self.generator_optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        self.loss_of_generator.update_state(loss)
        return {metric.name: metric.result() for metric in self.metrics}


def dense(*units: int) -> list[keras.layers.Layer]:
    return [layers.Dense(n, activation="relu") for n in units]


def networks_by_hand(name: str) -> tuple[keras.Model, keras.Model, int]:
    """Generator, discriminator, and the size of the latent."""
    if name == "ring":
        generator = keras.Sequential([keras.Input((8,)), *dense(128, 128, 128), layers.Dense(2)])
        return generator, keras.Sequential([keras.Input((2,)), *dense(128, 128, 128), layers.Dense(1)]), 8
    generator = keras.Sequential(
        [
            keras.Input((128,)), layers.Dense(7 * 7 * 128), layers.Reshape((7, 7, 128)),
            layers.Conv2DTranspose(128, 4, strides=2, padding="same"), layers.LeakyReLU(0.2),
            layers.Conv2DTranspose(128, 4, strides=2, padding="same"), layers.LeakyReLU(0.2),
            layers.Conv2D(1, 7, padding="same", activation="tanh"),
        ]
    )  # fmt: skip
    discriminator = keras.Sequential(
        [
            keras.Input((28, 28, 1)), layers.Conv2D(64, 3, strides=2, padding="same"), layers.LeakyReLU(0.2),
            layers.Conv2D(128, 3, strides=2, padding="same"), layers.LeakyReLU(0.2), layers.GlobalMaxPooling2D(), layers.Dense(1),
        ]
    )  # fmt: skip
    return generator, discriminator, 128


def program_of(text: str) -> Program:
    return read_program(Spec(compile_text(text)).write(Path(tempfile.mkdtemp())))


def ours(program: Program) -> Callable[[int], None]:
    """A function that plays so many rounds of the compiled game, as `gancompile build` does."""
    game = make_game(program)
    data = batches({**program.data, "parts": 1}, seed=0)
    play, iterator = many_rounds(game.train_step, data.element_spec), iter(data)

    def turn(rounds: int) -> None:
        play(iterator, rounds)

    return turn


def by_hand(name: str, program: Program) -> Callable[[int], None]:
    """A function that plays so many rounds with `fit`, on a data set that is shuffled, batched and prefetched in the usual way."""
    generator, discriminator, latent = networks_by_hand(name)
    model = ByHand(generator, discriminator, latent)
    rate = 1e-3 if name == "ring" else 2e-4
    model.compile((keras.optimizers.Adam(rate, beta_1=0.5), keras.optimizers.Adam(rate, beta_1=0.5)))
    batch = program.data["batch"]
    some = next(iter(batches({**program.data, "parts": 1, "batch": 64 * batch if name == "ring" else 1797}, seed=0)))[
        "x"
    ]
    data = (
        tf.data.Dataset.from_tensor_slices(some)
        .cache()
        .shuffle(len(some))
        .repeat()
        .batch(batch)
        .prefetch(tf.data.AUTOTUNE)
    )
    return lambda rounds: model.fit(data, steps_per_epoch=rounds, epochs=1, verbose=0)


def measure(turn: Callable[[int], None], rounds: int) -> float:
    """Milliseconds a round."""
    began = time.perf_counter()
    turn(rounds)
    return 1000 * (time.perf_counter() - began) / rounds


def main() -> None:
    """Prints one line for each game."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("games", nargs="*", help=", ".join(GAMES))
    parser.add_argument("--repeats", type=int, default=9)
    parsed = parser.parse_args()
    print("| game | ours, ms a round | by hand | ratio | spread of the ratio |\n| --- | --- | --- | --- | --- |")
    for name in parsed.games or GAMES:
        text, rounds = GAMES[name]
        program = program_of(text)
        turns = ours(program), by_hand(name, program)
        for turn in turns:
            turn(max(2, rounds // 10))
        pairs = [(measure(turns[0], rounds), measure(turns[1], rounds)) for _ in range(parsed.repeats)]
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratios = sorted(b / a for a, b in pairs)
        print(
            f"| {name} | {mine:.2f} | {theirs:.2f} | {theirs / mine:.2f} | {ratios[0]:.2f} to {ratios[-1]:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
