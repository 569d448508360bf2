"""Six games beside the same games as a careful person writes them from the paper: after five rounds all weights agree.

The hand-written ones use Keras layers, `tf.GradientTape` and Keras's Adam, and nothing of the runtime. They begin with the same weights
and are given the same examples. Their latents are those of the game, drawn again by the same rule: a draw is a function of
the seed, the number of updates made so far, and the name of the draw (`Draws`). All is in float64: Adam divides a gradient by its own
size, so that float32 would compare the rounding of gradients near zero.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

ROUNDS, BATCH = 5, 8
Make = Callable[..., Path]


class Draws:
    """What a game with this seed draws. updates: how many were made before."""

    def __init__(self, seed: int) -> None:
        self.seed, self.updates = seed, 0

    def key(self, name: str) -> Any:
        base = [self.seed, zlib.crc32(name.encode()) & 0x7FFFFFFF]
        return tf.random.experimental.stateless_fold_in(base, tf.constant(self.updates, tf.int64), alg="philox")

    def normal(self, name: str, *shape: int) -> Any:
        return tf.random.stateless_normal(shape, self.key(name), dtype="float64", alg="philox")

    def uniform(self, name: str, *shape: int, low: float = -1.0) -> Any:
        return tf.random.stateless_uniform(shape, self.key(name), low, 1.0, "float64", alg="philox")

    def classes(self, name: str, number: int, classes: int) -> Any:
        drawn = tf.random.stateless_uniform([number], self.key(name), 0, classes, tf.int32, alg="philox")
        return tf.one_hot(drawn, classes, dtype="float64")


class Hand:
    """What the six have in common: networks, averages of them, and the step of an optimizer."""

    averaged: Sequence[str] = ()
    decay = 0.0

    def __init__(self, seed: int) -> None:
        self.draw, self.round = Draws(seed), 0
        self.networks: dict[str, keras.Model] = self.make()
        self.averages: dict[str, keras.Model] = {name: self.make()[name] for name in self.averaged}

    def make(self) -> dict[str, keras.Model]:
        raise NotImplementedError

    def play(self, batch: dict[str, Any]) -> None:
        raise NotImplementedError

    def descend(self, optimizer: Any, tape: tf.GradientTape, loss: Any, *names: str) -> None:
        weights = [weight for name in names for weight in self.networks[name].trainable_variables]
        gradients = tape.gradient(loss, [weight.value for weight in weights])
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        self.draw.updates += 1

    def follow(self, decay: float) -> None:
        for name, average in self.averages.items():
            for slow, fast in zip(average.weights, self.networks[name].weights, strict=True):
                slow.assign(decay * slow.value + (1 - decay) * fast.value)

    def cosine(self, start: float, end: float, rounds: int) -> float:
        return end + (start - end) * 0.5 * (1 + math.cos(math.pi * min(self.round / rounds, 1.0)))


def chain(shape: Sequence[int], *parts: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *parts])


def squares(values: Any) -> Any:
    """The sum of squares of each example."""
    return tf.reduce_sum(tf.square(values), axis=list(range(1, len(values.shape))))


def slope_at(judge: keras.Model, examples: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(examples)
        score = judge(examples, training=True)
    return tape.gradient(score, examples)


def cross_entropy(truth: float, logits: Any) -> Any:
    """Of a probability, as Goodfellow et al. 2014 write it, from its logit."""
    probability = tf.sigmoid(logits)
    return -tf.reduce_mean(truth * tf.math.log(probability) + (1 - truth) * tf.math.log(1 - probability))


class Gan(Hand):
    """Goodfellow et al. 2014, the non-saturating form of section 3, with R1 and R2 of Mescheder et al. 2018, eq. 9 and 10."""

    averaged, decay, rate, rounds = ("generator",), 0.995, 1e-3, 14_000
    adam = (0.0, 0.999)
    at_real, at_fake = 0.005, 0.005

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.of_judge = keras.optimizers.Adam(self.rate, *self.adam)
        self.of_maker = keras.optimizers.Adam(self.rate, *self.adam)

    def make(self) -> dict[str, keras.Model]:
        return {
            "generator": chain([8], *(layers.Dense(128, activation="relu") for _ in range(3)), layers.Dense(2)),
            "discriminator": chain([2], *(layers.Dense(128, activation="relu") for _ in range(3)), layers.Dense(1)),
        }

    def play(self, batch: dict[str, Any]) -> None:
        x, maker, judge = batch["x"], self.networks["generator"], self.networks["discriminator"]
        latent = maker.input_shape[1]
        for optimizer in (self.of_judge, self.of_maker):
            optimizer.learning_rate = self.cosine(self.rate, 0.0, self.rounds)
        fake = maker(self.draw.normal("z", BATCH, latent), training=True)
        with tf.GradientTape() as tape:
            loss = cross_entropy(1.0, judge(x, training=True)) + cross_entropy(0.0, judge(fake, training=True))
            loss += self.at_real * tf.reduce_mean(squares(slope_at(judge, x)))
            if self.at_fake:
                loss += self.at_fake * tf.reduce_mean(squares(slope_at(judge, fake)))
        self.descend(self.of_judge, tape, loss, "discriminator")
        with tf.GradientTape() as tape:
            fake = maker(self.draw.normal("z", BATCH, latent), training=True)
            loss = cross_entropy(1.0, judge(fake, training=True))
        self.descend(self.of_maker, tape, loss, "generator")
        self.follow(self.decay)


def up(filters: int) -> list[keras.layers.Layer]:
    """The upper half of a small DCGAN."""
    return [
        layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Conv2D(1, 3, padding="same", activation="tanh"),
    ]


def seed_of_image(filters: int) -> list[keras.layers.Layer]:
    """From latents to 4 times 4 places."""
    return [
        layers.Dense(16 * filters, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Reshape([4, 4, filters]),
    ]


class Dcgan(Gan):
    """Radford et al. 2016, at the size of the digits, with R1."""

    decay, rounds, at_real, at_fake = 0.999, 5_000, 0.5, 0.0
    adam = (0.0, 0.99)

    def make(self) -> dict[str, keras.Model]:
        down = [layers.Conv2D(64, 3, padding="same"), layers.LeakyReLU(0.2)]
        for _ in range(2):
            down += [layers.Conv2D(128, 4, strides=2, padding="same"), layers.LeakyReLU(0.2)]
        return {
            "generator": chain([32], *seed_of_image(128), *up(64)),
            "discriminator": chain([8, 8, 1], *down, layers.Flatten(), layers.Dense(1)),
        }


class WganGp(Hand):
    """Gulrajani et al. 2017, Algorithm 1: five updates of the critic, then one of the generator."""

    averaged, rate, rounds = ("generator",), 4e-4, 3_000

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.of_critic = keras.optimizers.Adam(self.rate, beta_1=0.0, beta_2=0.9)
        self.of_maker = keras.optimizers.Adam(self.rate, beta_1=0.0, beta_2=0.9)

    def make(self) -> dict[str, keras.Model]:
        critic = [
            layers.Conv2D(32, 3, padding="same"),
            layers.LeakyReLU(0.2),
            layers.Conv2D(64, 4, strides=2, padding="same"),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ]
        return {"generator": chain([32], *seed_of_image(64), *up(32)), "critic": chain([8, 8, 1], *critic)}

    def play(self, batch: dict[str, Any]) -> None:
        maker, critic = self.networks["generator"], self.networks["critic"]
        for optimizer in (self.of_critic, self.of_maker):
            optimizer.learning_rate = self.cosine(self.rate, 0.0, self.rounds)
        for x in tf.split(batch["x"], 5):
            fake = maker(self.draw.normal("z", BATCH, 32), training=True)
            epsilon = self.draw.uniform("between", BATCH, 1, 1, 1, low=0.0)
            between = (1 - epsilon) * x + epsilon * fake
            with tf.GradientTape() as tape:
                distance = tf.reduce_mean(critic(fake, training=True)) - tf.reduce_mean(critic(x, training=True))
                norms = tf.sqrt(squares(slope_at(critic, between)))
                loss = distance + 10 * tf.reduce_mean((norms - 1) ** 2)
            self.descend(self.of_critic, tape, loss, "critic")
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(critic(maker(self.draw.normal("z", BATCH, 32), training=True), training=True))
        self.descend(self.of_maker, tape, loss, "generator")
        self.follow(0.998)


class InfoGan(Hand):
    """Chen et al. 2016: a reader of the code behind the trunk of the judge, moved with the generator."""

    averaged = ("generator", "reader")

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.of_judge = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.of_maker = keras.optimizers.Adam(1e-3, beta_1=0.5)

    def make(self) -> dict[str, keras.Model]:
        trunk = [
            layers.Conv2D(32, 3, padding="same"),
            layers.LeakyReLU(0.2),
            layers.Conv2D(64, 4, strides=2, padding="same"),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
        ]
        features = keras.Input([1024])
        read = layers.LeakyReLU(0.2)(layers.Dense(128)(features))
        return {
            "generator": chain([28], *seed_of_image(64), *up(32)),
            "trunk": chain([8, 8, 1], *trunk),
            "judge": chain([1024], layers.Dense(1)),
            "reader": keras.Model(features, [layers.Dense(10)(read), layers.Dense(2)(read)]),
        }

    def code(self) -> tuple[Any, Any, Any]:
        z, kind = self.draw.normal("z", BATCH, 16), self.draw.classes("kind", BATCH, 10)
        style = self.draw.uniform("style", BATCH, 2)
        return kind, style, self.networks["generator"](tf.concat([z, kind, style], axis=1), training=True)

    def play(self, batch: dict[str, Any]) -> None:
        trunk, judge, reader = (self.networks[name] for name in ("trunk", "judge", "reader"))
        _, _, fake = self.code()
        with tf.GradientTape() as tape:
            loss = cross_entropy(1.0, judge(trunk(batch["x"]))) + cross_entropy(0.0, judge(trunk(fake)))
        self.descend(self.of_judge, tape, loss, "trunk", "judge")
        with tf.GradientTape() as tape:
            kind, style, fake = self.code()
            features = trunk(fake)
            kinds, styles = reader(features)
            likelihood = tf.reduce_sum(kind * tf.math.log(tf.nn.softmax(kinds)), axis=1)
            loss = cross_entropy(1.0, judge(features)) - tf.reduce_mean(likelihood)
            loss += 0.5 * tf.reduce_mean(squares(style - styles))
        self.descend(self.of_maker, tape, loss, "generator", "reader")
        self.follow(0.998)


def residue(h: Any) -> Any:
    """The block of R3GAN without groups: 1x1, 3x3, 1x1, twice as wide inside, the last begins at zero."""
    inner = layers.LeakyReLU(0.2)(layers.Conv2D(64, 1)(h))
    inner = layers.LeakyReLU(0.2)(layers.Conv2D(64, 3, padding="same")(inner))
    return layers.Add()([layers.Conv2D(32, 1, use_bias=False, kernel_initializer="zeros")(inner), h])


class Basis(layers.Layer):  # type: ignore[misc]
    """Learned pixels for each channel, multiplied by one number for each channel. Input: [batch, 32]. Output: [batch, 4, 4, 32]."""

    def build(self, _: Any) -> None:
        self.pixels = self.add_weight(shape=[4, 4, 32])

    def call(self, amounts: Any) -> Any:
        return tf.einsum("hwc,nc->nhwc", self.pixels, amounts)


class R3Gan(Hand):
    """Huang et al. 2024: relativistic pairs, R1 and R2, and five numbers that change with the images seen.

    No pixel is 0 here: the bias of the first block begins at 0 and has the gradient 0, so that behind such a pixel rounding alone would
    choose the side of a leaky ReLU.
    """

    averaged = ("generator",)
    rounds = 400_000 // (2 * BATCH)

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.of_judge = keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.9)
        self.of_maker = keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.9)

    def make(self) -> dict[str, keras.Model]:
        z, x = keras.Input([32]), keras.Input([8, 8, 1])
        h = residue(Basis()(layers.Dense(32, use_bias=False)(z)))
        h = residue(layers.UpSampling2D(2, interpolation="bilinear")(h))
        g = residue(layers.Conv2D(32, 1, use_bias=False)(x))
        g = residue(layers.AveragePooling2D(2)(g))
        g = layers.Dense(1, use_bias=False)(layers.Flatten()(layers.DepthwiseConv2D(4, use_bias=False)(g)))
        return {
            "generator": keras.Model(z, layers.Conv2D(1, 1, use_bias=False)(h)),
            "discriminator": keras.Model(x, g),
        }

    def play(self, batch: dict[str, Any]) -> None:
        maker, judge = self.networks["generator"], self.networks["discriminator"]
        gamma = self.cosine(0.5, 0.1, self.rounds)
        for optimizer in (self.of_judge, self.of_maker):
            optimizer.learning_rate = self.cosine(1e-3, 1e-4, self.rounds)
            # As a number of Python it would be rounded to float32 in Keras's bias correction.
            optimizer.beta_2 = tf.constant(self.cosine(0.9, 0.99, self.rounds), tf.float64)
        x, others = tf.split(batch["x"], 2)
        fake = maker(self.draw.normal("z", BATCH, 32), training=True)
        with tf.GradientTape() as tape:
            edge = judge(x, training=True) - judge(fake, training=True)
            loss = -tf.reduce_mean(tf.math.log(tf.sigmoid(edge)))
            loss += gamma * tf.reduce_mean(squares(slope_at(judge, x)) + squares(slope_at(judge, fake)))
        self.descend(self.of_judge, tape, loss, "discriminator")
        with tf.GradientTape() as tape:
            fake = maker(self.draw.normal("z", BATCH, 32), training=True)
            edge = judge(fake, training=True) - judge(others, training=True)
            loss = -tf.reduce_mean(tf.math.log(tf.sigmoid(edge)))
        self.descend(self.of_maker, tape, loss, "generator")
        half_life = self.cosine(0.0, 20_000.0, self.rounds)
        self.follow(0.5 ** (BATCH / half_life) if half_life else 0.0)


class Pool:
    """Shrivastava et al. 2017, section 2.3: about half of the examples are given for earlier ones, one at a time.

    As in the authors' code it begins when the pool is full, which is with the batch after the one that fills it.
    """

    def __init__(self, size: int) -> None:
        self.size, self.kept = size, [None] * size
        self.count = 0

    def exchange(self, new: Any, key: Any) -> Any:
        """Which place of the pool and whether it is taken from are the game's own choices for this key."""
        order = tf.random.experimental.stateless_shuffle(tf.range(self.size), key).numpy()
        chance = tf.random.stateless_uniform([len(new)], key + [0, 1], alg="philox").numpy()
        given, full = [], self.count == self.size
        for number, example in enumerate(new.numpy()):
            if self.count < self.size:
                self.kept[self.count] = example
                self.count += 1
                given.append(example)
            elif full and chance[number] < 0.5:
                place = order[number % self.size]
                given.append(self.kept[place])
                self.kept[place] = example
            else:
                given.append(example)
        return tf.constant(np.stack(given))


CYCLE = """
gancompile: 1
name: cycle
seed: 3
data:
  sets:
    a: {source: digits, range: [-1, 1]}
    b: {source: digits, range: [-1, 1]}
  batch: 8
networks:
  to_b:
    inputs: {image: data.a.image}
    layers:
      - {conv2d: {filters: 8, kernel_size: 3, padding: same}}
      - leaky_relu: 0.2
      - {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}
  to_a: {like: to_b}
  judge_a:
    inputs: {image: data.a.image}
    layers:
      - {conv2d: {filters: 8, kernel_size: 4, strides: 2, padding: same}}
      - leaky_relu: 0.2
      - {conv2d: {filters: 1, kernel_size: 3, padding: same}}
  judge_b: {like: judge_a}
game:
  draws: {a: {data: a.image}, b: {data: b.image}}
  let:
    fake_a: to_a(b)
    fake_b: to_b(a)
    cycle: E[mean(abs(to_a(fake_b) - a))] + E[mean(abs(to_b(fake_a) - b))]
    identity: E[mean(abs(to_b(b) - b))] + E[mean(abs(to_a(a) - a))]
  players:
    judges:
      networks: [judge_a, judge_b]
      minimize: >
        E[mean(square(judge_a(a) - 1))] + E[mean(square(judge_a(pool(fake_a, 12))))]
        + E[mean(square(judge_b(b) - 1))] + E[mean(square(judge_b(pool(fake_b, 12))))]
      optimizer: {adam: {learning_rate: 2.0e-4, beta_1: 0.5}}
    translators:
      networks: [to_a, to_b]
      minimize:
        fool: E[mean(square(judge_a(fake_a) - 1))] + E[mean(square(judge_b(fake_b) - 1))]
        cycle: 10 * cycle
        identity: 5 * identity
      optimizer: {adam: {learning_rate: 2.0e-4, beta_1: 0.5}}
schedule: [{steps: 6, round: [{translators: 1}, {judges: 1}]}]
export: {generator: to_b, discriminator: judge_b}
"""


class CycleGan(Hand):
    """Zhu et al. 2017: least squares, cycle consistency times 10, identity times 5, and pools of earlier translations."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.of_judges = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.of_translators = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.pool_a, self.pool_b = Pool(12), Pool(12)

    def make(self) -> dict[str, keras.Model]:
        def translator() -> keras.Model:
            first, last = layers.Conv2D(8, 3, padding="same"), layers.Conv2D(1, 3, padding="same", activation="tanh")
            return chain([8, 8, 1], first, layers.LeakyReLU(0.2), last)

        def judge() -> keras.Model:
            first, last = layers.Conv2D(8, 4, strides=2, padding="same"), layers.Conv2D(1, 3, padding="same")
            return chain([8, 8, 1], first, layers.LeakyReLU(0.2), last)

        return {"to_b": translator(), "to_a": translator(), "judge_a": judge(), "judge_b": judge()}

    def play(self, batch: dict[str, Any]) -> None:
        to_a, to_b, judge_a, judge_b = (self.networks[name] for name in ("to_a", "to_b", "judge_a", "judge_b"))
        (a, next_a), (b, next_b) = tf.split(batch["a"], 2), tf.split(batch["b"], 2)
        with tf.GradientTape() as tape:
            fake_a, fake_b = to_a(b), to_b(a)
            fool = tf.reduce_mean((judge_a(fake_a) - 1) ** 2) + tf.reduce_mean((judge_b(fake_b) - 1) ** 2)
            cycle = tf.reduce_mean(tf.abs(to_a(fake_b) - a)) + tf.reduce_mean(tf.abs(to_b(fake_a) - b))
            identity = tf.reduce_mean(tf.abs(to_a(a) - a)) + tf.reduce_mean(tf.abs(to_b(b) - b))
            loss = fool + 10 * cycle + 5 * identity
        self.descend(self.of_translators, tape, loss, "to_a", "to_b")
        old_a = self.pool_a.exchange(to_a(next_b), self.draw.key("fake_a"))
        old_b = self.pool_b.exchange(to_b(next_a), self.draw.key("fake_b"))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((judge_a(next_a) - 1) ** 2) + tf.reduce_mean(judge_a(old_a) ** 2)
            loss += tf.reduce_mean((judge_b(next_b) - 1) ** 2) + tf.reduce_mean(judge_b(old_b) ** 2)
        self.descend(self.of_judges, tape, loss, "judge_a", "judge_b")


GAMES = {
    "gan-ring": Gan,
    "dcgan-digits": Dcgan,
    "wgan-gp-digits": WganGp,
    "infogan-digits": InfoGan,
    "r3gan-digits": R3Gan,
    "cyclegan": CycleGan,
}
OVERRIDES = {"r3gan-digits": ["data.range=[-1, 0.9]"]}


@pytest.mark.slow
@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize("name", GAMES)
def test_the_compiled_game_is_the_one_by_hand(name: str, compile_to: Make, specs: Path) -> None:
    from gancompile.runtime.data import batches
    from gancompile.runtime.program import make_game, read_program

    text = CYCLE if name == "cyclegan" else (specs / f"{name}.yaml").read_text()
    program = read_program(compile_to(text, f"data.batch={BATCH}", *OVERRIDES.get(name, ())))
    game, hand = make_game(program), GAMES[name](program.seed)
    assert {network: model.count_params() for network, model in hand.networks.items()} == {
        network: getattr(game, network).count_params() for network in hand.networks
    }
    for network, model in hand.networks.items():
        model.set_weights(getattr(game, network).get_weights())
    for network, model in hand.averages.items():
        model.set_weights(hand.networks[network].get_weights())
    step = tf.function(game.train_step, autograph=False)
    (phase,) = program.phases
    begun = weights_of(hand.networks)
    for batch in batches({**program.data, "parts": phase.parts}, seed=program.seed).take(ROUNDS):
        wide = {field: tf.cast(value, tf.float64) for field, value in batch.items()}
        step(wide)
        hand.play(wide)
        hand.round += 1
    assert game.rounds_played == ROUNDS
    compiled = {network: getattr(game, network) for network in hand.networks}
    agree(weights_of(compiled), weights_of(hand.networks))
    agree(weights_of(game.averages), weights_of(hand.averages))
    assert game.averages.keys() == hand.averages.keys()
    moved = [not np.array_equal(old, new) for old, new in zip(begun, weights_of(hand.networks), strict=True)]
    assert np.mean(moved) > 0.9


def weights_of(networks: dict[str, keras.Model]) -> list[Any]:
    """In the order of the names."""
    return [weight for name in sorted(networks) for weight in networks[name].get_weights()]


def agree(ours: list[Any], theirs: list[Any]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-9)
