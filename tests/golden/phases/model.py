"""phases: compiled from spec.yaml (resolved sha256 0b5027d03ab2).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, linear, piecewise


def generator() -> Model:
    """z [batch, 4] to point [batch, 2]."""
    z = Input([4], name="z")  # [batch, 4]
    h = layers.Dense(16, activation="tanh")(z)  # [batch, 16]
    point = layers.Dense(2, name="point")(h)  # [batch, 2]
    return Model(z, point, name="generator")


def discriminator() -> Model:
    """x [batch, 2] to logit [batch, 1]."""
    x = Input([2], name="x")  # [batch, 2]
    h = layers.Dense(16)(x)  # [batch, 16]
    h = layers.LeakyReLU()(h)  # [batch, 16]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("phases")
class Phases(Game):
    """The game of phases: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=32, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_average("generator", generator())
        self.remember_steps("discriminator", "generator")
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]: Goodfellow et al.
        2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 2].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 4])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, fake_logit = self.together(self.discriminator, x, fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
        logs = self.move(
            "discriminator",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.001), (2120, linear(self.round, 0.001, 0.0, over=50, since=2120))]
            ),
        )
        return logs | {"D(x)": tf.reduce_mean(tf.sigmoid(x_logit)), "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit))}

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 4])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move(
            "generator",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.001), (2120, linear(self.round, 0.001, 0.0, over=50, since=2120))]
            ),
        )
        self.follow("generator", decay=piecewise(self.round, [(0, 0.9), (2120, 0.99)]))
        return logs

    def round_in_turn(self, batch):
        """One round: two updates of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        for part in parts:
            logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)

    def round_at_once(self, batch):
        """One round: one update of the discriminator and one update of the generator, all at the weights of the
        beginning.
        """
        [part] = self.split(batch, 1)
        with self.batch_of(16), self.simultaneous():
            logs = self.update_discriminator(part["x"])
            logs |= self.update_generator()
        return self.finish_round(logs)

    def round_ahead(self, batch):
        """One round: one update of the discriminator and one update of the generator, with the gradients of a step
        ahead.
        """
        parts = self.split(batch, 2)  # each update sees examples of its own
        with self.looking_ahead():
            self.update_discriminator(parts[0]["x"])
            self.update_generator()
        with self.simultaneous():
            logs = self.update_discriminator(parts[1]["x"])
            logs |= self.update_generator()
        return self.finish_round(logs)

    def round_looking_back(self, batch):
        """One round: one update of the discriminator and one update of the generator, each step twice and the one
        before it once back.
        """
        [part] = self.split(batch, 1)
        with self.optimistic():
            logs = self.update_discriminator(part["x"])
            logs |= self.update_generator()
        return self.finish_round(logs)

    def round_damped(self, batch):
        """One round: one update of the discriminator and one update of the generator, and all down the squared norm
        of all gradients.
        """
        [part] = self.split(batch, 1)
        with self.consensus(0.5):
            logs = self.update_discriminator(part["x"])
            logs |= self.update_generator()
        return self.finish_round(logs)

    def round_judge_alone(self, batch):
        """One round: one update of the discriminator."""
        [part] = self.split(batch, 1)
        with self.frozen(self.generator):
            logs = self.update_discriminator(part["x"])
        return self.finish_round(logs)

    def round_until_it_is_lost(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)

    def round_slower_and_slower(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)

    def train_step(self, batch):
        """The round that is due: each phase ends before the round that stands with it."""
        return self.play(
            batch,
            [
                (20, self.round_in_turn),
                (40, self.round_at_once),
                (60, self.round_ahead),
                (80, self.round_looking_back),
                (100, self.round_damped),
                (120, self.round_judge_alone),
                (2120, self.round_until_it_is_lost),
                (2170, self.round_slower_and_slower),
            ],
        )
