"""gan-ring: compiled from gan-ring.yaml (resolved sha256 5f1539c44707).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 8] to point [batch, 2]."""
    z = Input([8], name="z")  # [batch, 8]
    h = layers.Dense(128, activation="relu")(z)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    point = layers.Dense(2, name="point")(h)  # [batch, 2]
    return Model(z, point, name="generator")


def discriminator() -> Model:
    """x [batch, 2] to logit [batch, 1]."""
    x = Input([2], name="x")  # [batch, 2]
    h = layers.Dense(128, activation="relu")(x)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("gan-ring")
class GanRing(Game):
    """The game of gan-ring: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=256, **config):
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
        r1 adds 0.005 * E[square(norm(grad(discriminator(x), x)))].
        r2 adds 0.005 * E[square(norm(grad(discriminator(fake), fake)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 2].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch([x, fake])
                x_logit, fake_logit = self.together(self.discriminator, x, fake, training=True)
            x_gradient, fake_gradient = inner_tape.gradient([x_logit, fake_logit], [x, fake])
            objective = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            r1 = 0.005 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1]))
            r2 = 0.005 * tf.reduce_mean(tf.reduce_sum(tf.square(fake_gradient), axis=[1]))
            loss = objective + r1 + r2
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=14_000))
        return logs | {
            "D(x)": tf.reduce_mean(tf.sigmoid(x_logit)),
            "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit)),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
            "discriminator_r2": r2,
        }

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 8])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=14_000))
        self.follow("generator", decay=0.995)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
