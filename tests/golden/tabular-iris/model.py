"""tabular-iris: compiled from tabular-iris.yaml (resolved sha256 6079e128bbe0).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import TableHead


def generator() -> Model:
    """z [batch, 16] to row [batch, 7]."""
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Dense(64, activation="relu")(z)  # [batch, 64]
    h = layers.Dense(64, activation="relu")(h)  # [batch, 64]
    h = layers.Dense(7)(h)  # [batch, 7]
    row = TableHead((1, 1, 1, 1, 3), temperature=0.2, name="row")(h)  # [batch, 7]
    return Model(z, row, name="generator")


def discriminator() -> Model:
    """x [batch, 7] to logit [batch, 1]."""
    x = Input([7], name="x")  # [batch, 7]
    h = layers.Dense(64)(x)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    h = layers.Dense(64)(h)  # [batch, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("tabular-iris")
class TabularIris(Game):
    """The game of tabular-iris: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]: Goodfellow et al.
        2014, section 3.

        Here fake = generator(z).
        r1 adds 0.5 * E[square(norm(grad(discriminator(x), x)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 7].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                x_logit = self.discriminator(x, training=True)
            x_gradient = inner_tape.gradient(x_logit, x)
            fake_logit = self.discriminator(fake, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            r1 = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1]))
            loss = objective + r1
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=5000))
        return logs | {
            "D(x)": tf.reduce_mean(tf.sigmoid(x_logit)),
            "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit)),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
        }

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 16])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=5000))
        self.follow("generator", decay=0.995)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
