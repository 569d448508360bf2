"""scheduled: compiled from spec.yaml (resolved sha256 b2e3c53b8b24).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, half_life, linear, warm_up


def generator() -> Model:
    """z [batch, 8] to generator [batch, 8, 8, 1]."""
    z = Input([8], name="z")  # [batch, 8]
    h = layers.Dense(64, activation="relu")(z)  # [batch, 64]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    h = layers.Reshape((8, 8, 1))(h)  # [batch, 8, 8, 1]
    return Model(z, h, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to discriminator [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(64)(h)  # [batch, 64]
    h = layers.LeakyReLU()(h)  # [batch, 64]
    h = layers.Dense(1)(h)  # [batch, 1]
    return Model(x, h, name="discriminator")


@saving.register_keras_serializable("scheduled")
class Scheduled(Game):
    """The game of scheduled: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.0002, beta_1=0, beta_2=0.9),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x) - discriminator(fake)))]: Jolicoeur-Martineau 2018, section 3.4;
        Huang et al. 2024, eq. 2.

        Here fake = generator(z).
        r1 adds weight * E[square(norm(grad(discriminator(x), x)))].
        r2 adds weight * E[square(norm(grad(discriminator(fake), fake)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        weight = cosine(self.round, 10.0, 1.0, over=625)
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch([x, fake])
                x_discriminator, fake_discriminator = self.together(self.discriminator, x, fake, training=True)
            x_gradient, fake_gradient = inner_tape.gradient([x_discriminator, fake_discriminator], [x, fake])
            objective = tf.reduce_mean(tf.nn.softplus(fake_discriminator - x_discriminator))
            r1 = weight * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            r2 = weight * tf.reduce_mean(tf.reduce_sum(tf.square(fake_gradient), axis=[1, 2, 3]))
            loss = objective + r1 + r2
        logs = self.move(
            "discriminator",
            tape,
            loss,
            learning_rate=warm_up(self.round, 10) * cosine(self.round, 0.0002, 5e-05, over=625),
            beta_2=cosine(self.round, 0.9, 0.99, over=337),
        )
        return logs | {
            "D(x)": tf.reduce_mean(x_discriminator),
            "D(G(z))": tf.reduce_mean(fake_discriminator),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
            "discriminator_r2": r2,
        }

    def update_generator(self, x):
        """Maximize E[log(sigmoid(discriminator(fake) - discriminator(x)))]: Jolicoeur-Martineau 2018, section 3.4;
        Huang et al. 2024, eq. 2.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        x_discriminator = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_discriminator = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(x_discriminator - fake_discriminator))
        logs = self.move(
            "generator",
            tape,
            loss,
            learning_rate=warm_up(self.round, 10) * cosine(self.round, 0.0002, 5e-05, over=625),
            beta_2=cosine(self.round, 0.9, 0.99, over=337),
        )
        self.follow("generator", decay=half_life(self.global_batch_size, linear(self.round, 0.0, 500.0, over=625)))
        return logs

    def round_main(self, batch):
        """One round: two updates of the discriminator, then one update of the generator."""
        parts = self.split(batch, 3)  # each update sees examples of its own
        for part in parts[:2]:
            logs = self.update_discriminator(part["x"])
        logs |= self.update_generator(parts[2]["x"])
        return self.finish_round(logs)

    def round_phase_2(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)

    def train_step(self, batch):
        """The round that is due: each phase ends before the round that stands with it."""
        return self.play(batch, [(20, self.round_main), (40, self.round_phase_2)])
