"""pacgan-grid: compiled from pacgan-grid.yaml (resolved sha256 44d0dad4f712).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 2] to point [batch, 2]."""
    z = Input([2], name="z")  # [batch, 2]
    h = layers.Dense(128, activation="relu")(z)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    point = layers.Dense(2, name="point")(h)  # [batch, 2]
    return Model(z, point, name="generator")


def discriminator() -> Model:
    """points [batch, 4] to logit [batch, 1]."""
    points = Input([4], name="points")  # [batch, 4]
    h = layers.Dense(128, activation="relu")(points)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    h = layers.Dense(128, activation="relu")(h)  # [batch, 128]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(points, logit, name="discriminator")


@saving.register_keras_serializable("pacgan-grid")
class PacganGrid(Game):
    """The game of pacgan-grid: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=256, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(real)))] + E[log(1 - sigmoid(discriminator(fake)))].

        Here real = pack(x, 2), fake = pack(generator(z), 2).
        r1 adds 0.0025 * E[square(norm(grad(discriminator(real), real)))].
        r2 adds 0.0025 * E[square(norm(grad(discriminator(fake), fake)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 2].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 2])
        real = tf.reshape(x, [-1, 4])
        z_point = self.generator(z, training=True)  # fixed in this update: no gradient needed
        fake = tf.reshape(z_point, [-1, 4])
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch([real, fake])
                real_logit, fake_logit = self.together(self.discriminator, real, fake, training=True)
            real_gradient, fake_gradient = inner_tape.gradient([real_logit, fake_logit], [real, fake])
            objective = tf.reduce_mean(tf.nn.softplus(-real_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            r1 = 0.0025 * tf.reduce_mean(tf.reduce_sum(tf.square(real_gradient), axis=[1]))
            r2 = 0.0025 * tf.reduce_mean(tf.reduce_sum(tf.square(fake_gradient), axis=[1]))
            loss = objective + r1 + r2
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=8000))
        return logs | {"discriminator_objective": objective, "discriminator_r1": r1, "discriminator_r2": r2}

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))].

        Here fake = pack(generator(z), 2).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 2])
        with tf.GradientTape() as tape:
            z_point = self.generator(z, training=True)
            fake = tf.reshape(z_point, [-1, 4])
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=8000))
        self.follow("generator", decay=0.995)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
