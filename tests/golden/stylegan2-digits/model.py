"""stylegan2-digits: compiled from stylegan2-digits.yaml (resolved sha256 8865c01377e5).

Made by gancompile 0.1.0; edits are lost.
"""

from math import sqrt

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, norm
from gancompile.runtime.layers import (
    EqualizedLearningRate,
    LearnedConstant,
    MinibatchStandardDeviation,
    ModulatedConv2D,
    NoiseInjection,
    PixelNormalization,
    Resample2D,
)


def styled(x, w, upsample=1):
    """The block `styled`."""
    h = ModulatedConv2D(32, upsample=upsample)([x, w])
    h = NoiseInjection()(h)
    h = layers.LeakyReLU(0.2)(h)
    return h


def mapping() -> Model:
    """z [batch, 64] to mapping [batch, 64]."""
    z = Input([64], name="z")  # [batch, 64]
    h = PixelNormalization()(z)  # [batch, 64]
    h = EqualizedLearningRate(layers.Dense(64), gain=1.414, multiplier=0.01)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    h = EqualizedLearningRate(layers.Dense(64), gain=1.414, multiplier=0.01)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    h = EqualizedLearningRate(layers.Dense(64), gain=1.414, multiplier=0.01)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    h = EqualizedLearningRate(layers.Dense(64), gain=1.414, multiplier=0.01)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    return Model(z, h, name="mapping")


def synthesis() -> Model:
    """w [batch, 64] to image [batch, 8, 8, 1]."""
    w = Input([64], name="w")  # [batch, 64]
    h = LearnedConstant((4, 4, 32))(w)  # [batch, 4, 4, 32]
    at_4 = styled(h, w)  # [batch, 4, 4, 32]
    image_4 = ModulatedConv2D(1, kernel_size=1, demodulate=False, name="image_4")([at_4, w])  # [batch, 4, 4, 1]
    enlarged = Resample2D(upsample=2, name="enlarged")(image_4)  # [batch, 8, 8, 1]
    h = styled(at_4, w, upsample=2)  # [batch, 8, 8, 32]
    h = styled(h, w)  # [batch, 8, 8, 32]
    image_8 = ModulatedConv2D(1, kernel_size=1, demodulate=False, name="image_8")([h, w])  # [batch, 8, 8, 1]
    image = layers.Add(name="image")([enlarged, image_8])  # [batch, 8, 8, 1]
    return Model(w, image, name="synthesis")


def generator(mapping: Model, synthesis: Model) -> Model:
    """z [batch, 64] to generator [batch, 8, 8, 1]."""
    z = Input([64], name="z")  # [batch, 64]
    h = mapping(z)  # [batch, 64]
    h = synthesis(h)  # [batch, 8, 8, 1]
    return Model(z, h, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = EqualizedLearningRate(layers.Conv2D(32, kernel_size=1), gain=1.414)(x)  # [batch, 8, 8, 32]
    h2 = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = EqualizedLearningRate(layers.Conv2D(32, kernel_size=3, padding="same"), gain=1.414)(h2)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = Resample2D(downsample=2)(h)  # [batch, 4, 4, 32]
    h = EqualizedLearningRate(layers.Conv2D(32, kernel_size=3, padding="same"), gain=1.414)(h)  # [batch, 4, 4, 32]
    h7 = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 32]
    h = Resample2D(downsample=2)(h2)  # [batch, 4, 4, 32]
    h = EqualizedLearningRate(layers.Conv2D(32, kernel_size=1, use_bias=False))(h)  # [batch, 4, 4, 32]
    h = layers.Add()([h7, h])  # [batch, 4, 4, 32]
    h = MinibatchStandardDeviation(4)(h)  # [batch, 4, 4, 33]
    h = EqualizedLearningRate(layers.Conv2D(32, kernel_size=3, padding="same"), gain=1.414)(h)  # [batch, 4, 4, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 32]
    h = layers.Flatten()(h)  # [batch, 512]
    h = EqualizedLearningRate(layers.Dense(64), gain=1.414)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    score = EqualizedLearningRate(layers.Dense(1), name="score")(h)  # [batch, 1]
    return Model(x, score, name="discriminator")


@saving.register_keras_serializable("stylegan2-digits")
class Stylegan2Digits(Game):
    """The game of stylegan2-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.mapping = mapping()
        self.synthesis = synthesis()
        self.generator = generator(self.mapping, self.synthesis)
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.005, beta_1=0, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.99))
        self.add_average("mapping", mapping())
        self.add_average("synthesis", synthesis())
        self.add_average("generator", generator(self.averages["mapping"], self.averages["synthesis"]))
        self.add_state("target", 0.0)
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-discriminator(x))] + E[softplus(discriminator(fake))].

        Here w = mapping(z), fake = synthesis(w).
        r1 adds 0.5 * E[square(norm(grad(discriminator(x), x)))], in every 16th round times 16.
        In stable form: square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 64])
        w = self.mapping(z, training=True)  # fixed in this update: no gradient needed
        fake = self.synthesis(w, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_score = self.discriminator(x, training=True)
            fake_score = self.discriminator(fake, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-x_score)) + tf.reduce_mean(tf.nn.softplus(fake_score))

            def r1_term():
                with tf.GradientTape() as inner_tape:
                    inner_tape.watch(x)
                    x_score = self.discriminator(x, training=True)
                x_gradient = inner_tape.gradient(x_score, x)
                return 16.0 * (0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3])))

            r1 = self.every(16, r1_term)
            loss = objective + r1
        logs = self.move("discriminator", tape, loss)
        return logs | {"discriminator_objective": objective, "discriminator_r1": r1}

    def update_generator(self):
        """Minimize E[softplus(-discriminator(fake))].

        Here w = mapping(z), fake = synthesis(w), noise_sum = sum(fake * noise) / sqrt(pixels(fake)), length =
        norm(grad(noise_sum, w)) / sqrt(5).
        path_length adds 2 * E[square(length - target)] of the first half of the batch, in every 4th round times 4.
        """
        z = self.normal("z", [self.batch_size, 64])
        noise = self.normal("noise", [self.batch_size, 8, 8, 1])
        with tf.GradientTape() as tape:
            w = self.mapping(z, training=True)
            fake = self.synthesis(w, training=True)
            fake_score = self.discriminator(fake, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-fake_score))

            def path_length_term():
                z_half = z[: tf.shape(z)[0] // 2]
                w_half = self.mapping(z_half, training=True)
                with tf.GradientTape() as inner_tape:
                    inner_tape.watch(w_half)
                    fake_half = self.synthesis(w_half, training=True)
                    noise_half = noise[: tf.shape(noise)[0] // 2]
                    noise_sum_half = tf.reduce_sum(fake_half * noise_half, axis=[1, 2, 3]) / sqrt(8 * 8)
                w_half_gradient = inner_tape.gradient(noise_sum_half, w_half)
                length_half = norm(w_half_gradient) / sqrt(5)
                return 4.0 * (2.0 * tf.reduce_mean(tf.square(length_half - self.target))), self.mean(length_half)

            path_length, target_seen = self.every(4, path_length_term, values=2)
            loss = objective + path_length
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        return logs | {
            "target_seen": target_seen,
            "generator_objective": objective,
            "generator_path_length": path_length,
        }

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator.

        target becomes 0.99 * target + (1 - 0.99) * E[length].
        """
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        logs |= self.set_state("target", 0.99 * self.target + 0.01 * logs["target_seen"], every=4)
        return self.finish_round(logs)

    def serve_style(self, z):
        """The signature `style`: mapping = mapping(z).

        z: [batch, 64]
        """
        mapping = self.network("mapping")(z, training=False)
        return {"mapping": mapping}

    def serve_draw(self, z):
        """The signature `draw`: image = synthesis(w).

        z: [batch, 64]
        """
        mapping = self.network("mapping")(z, training=False)
        image = self.network("synthesis")(mapping, training=False)
        return {"image": image}
