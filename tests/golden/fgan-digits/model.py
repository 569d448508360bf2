"""fgan-digits: compiled from fgan-digits.yaml (resolved sha256 a17d80f5ac3a).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(256, use_bias=False)(z)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(256, use_bias=False)(h)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(256, activation="elu")(h)  # [batch, 256]
    h = layers.Dense(256, activation="elu")(h)  # [batch, 256]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(x, score, name="discriminator")


@saving.register_keras_serializable("fgan-digits")
class FganDigits(Game):
    """The game of fgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[1 - exp(-discriminator(x))] - E[exp(discriminator(fake)) - 1]: Nowozin et al. 2016, eq. 6,
        tables 2 and 6.

        Here fake = generator(z).
        r1 adds 0.25 * E[square(norm(grad(discriminator(x), x)))].
        In stable form: square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                x_score = self.discriminator(x, training=True)
            x_gradient = inner_tape.gradient(x_score, x)
            fake_score = self.discriminator(fake, training=True)
            objective = tf.reduce_mean(tf.exp(fake_score) - 1.0) - tf.reduce_mean(1.0 - tf.exp(-x_score))
            r1 = 0.25 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = objective + r1
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=10_000))
        return logs | {
            "D(x)": tf.reduce_mean(x_score),
            "D(G(z))": tf.reduce_mean(fake_score),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
        }

    def update_generator(self):
        """Minimize -E[exp(discriminator(fake)) - 1]: Nowozin et al. 2016, eq. 6, tables 2 and 6.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.discriminator(fake, training=True)
            loss = -tf.reduce_mean(tf.exp(fake_score) - 1.0)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=10_000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
