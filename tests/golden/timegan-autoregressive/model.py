"""timegan-autoregressive: compiled from timegan-autoregressive.yaml (resolved sha256 782a3311cecd).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, distance_of_means, piecewise


def embedder() -> Model:
    """x [batch, 12, 3] to h [batch, 12, 24]."""
    x = Input([12, 3], name="x")  # [batch, 12, 3]
    h_2 = layers.GRU(24, return_sequences=True)(x)  # [batch, 12, 24]
    h = layers.Dense(24, activation="sigmoid", name="h")(h_2)  # [batch, 12, 24]
    return Model(x, h, name="embedder")


def recovery() -> Model:
    """h [batch, 12, 24] to x [batch, 12, 3]."""
    h = Input([12, 24], name="h")  # [batch, 12, 24]
    h_2 = layers.GRU(24, return_sequences=True)(h)  # [batch, 12, 24]
    x = layers.Dense(3, activation="tanh", name="x")(h_2)  # [batch, 12, 3]
    return Model(h, x, name="recovery")


def generator() -> Model:
    """z [batch, 12, 3] to e [batch, 12, 24]."""
    z = Input([12, 3], name="z")  # [batch, 12, 3]
    h = layers.GRU(24, return_sequences=True)(z)  # [batch, 12, 24]
    e = layers.Dense(24, activation="sigmoid", name="e")(h)  # [batch, 12, 24]
    return Model(z, e, name="generator")


def supervisor() -> Model:
    """h [batch, 12, 24] to later [batch, 12, 24]."""
    h = Input([12, 24], name="h")  # [batch, 12, 24]
    h_2 = layers.GRU(24, return_sequences=True)(h)  # [batch, 12, 24]
    later = layers.Dense(24, activation="sigmoid", name="later")(h_2)  # [batch, 12, 24]
    return Model(h, later, name="supervisor")


def discriminator() -> Model:
    """h [batch, 12, 24] to logits [batch, 12, 1]."""
    h = Input([12, 24], name="h")  # [batch, 12, 24]
    h_2 = layers.GRU(24, return_sequences=True)(h)  # [batch, 12, 24]
    logits = layers.Dense(1, name="logits")(h_2)  # [batch, 12, 1]
    return Model(h, logits, name="discriminator")


def sampler(generator: Model, supervisor: Model, recovery: Model) -> Model:
    """z [batch, 12, 3] to sampler [batch, 12, 3]."""
    z = Input([12, 3], name="z")  # [batch, 12, 3]
    h = generator(z)  # [batch, 12, 24]
    h = supervisor(h)  # [batch, 12, 24]
    h = recovery(h)  # [batch, 12, 3]
    return Model(z, h, name="sampler")


@saving.register_keras_serializable("timegan-autoregressive")
class TimeganAutoregressive(Game):
    """The game of timegan-autoregressive: autoencoder and discriminator and generator, each of which moves its own
    weights alone.
    """

    fields = ("x",)  # what an example of the data holds
    generates = "sampler"  # the network that is sampled

    def __init__(self, seed=0, batch_size=128, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.embedder = embedder()
        self.recovery = recovery()
        self.generator = generator()
        self.supervisor = supervisor()
        self.discriminator = discriminator()
        self.sampler = sampler(self.generator, self.supervisor, self.recovery)
        self.add_player("autoencoder", [self.embedder, self.recovery], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.003, beta_1=0.5))
        self.add_player(
            "generator",
            [self.generator, self.supervisor],
            optimizers.Adam(learning_rate=0.001, beta_1=0.5),
        )
        self.ready()

    def update_autoencoder(self, x):
        """Minimize 10 * sqrt(L_R) + 0.1 * joint * L_S.

        Here h = embedder(x), L_R = E[mean(square(recovery(h) - x))], L_S = E[mean(square(supervisor(h)[:-1] - h[1:]))].
        x: [batch, 12, 3].
        """
        with tf.GradientTape() as tape:
            h = self.embedder(x, training=True)
            h_x = self.recovery(h, training=True)
            L_R = self.mean(tf.square(h_x - x))
            h_later = self.supervisor(h, training=True)
            L_S = tf.reduce_mean(tf.square(h_later[:, :11] - h[:, 1:]))
            recovery = 10.0 * tf.sqrt(L_R)
            supervised = 0.1 * piecewise(self.round, [(0, 0.0), (900, 1.0)]) * L_S
            loss = recovery + supervised
        logs = self.move(
            "autoencoder",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.001), (900, cosine(self.round, 0.001, 0.0, over=1500, since=900))]
            ),
        )
        return logs | {"autoencoder_recovery": recovery, "autoencoder_supervised": supervised}

    def update_discriminator(self, x):
        """Minimize E[mean(softplus(-discriminator(h)))] + E[mean(softplus(discriminator(h_fake)))] +
        E[mean(softplus(discriminator(e)))].

        Here h = embedder(x), e = generator(z), h_fake = supervisor(e).
        x: [batch, 12, 3].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 12, 3])
        h = self.embedder(x, training=True)  # fixed in this update: no gradient needed
        e = self.generator(z, training=True)  # fixed in this update: no gradient needed
        h_fake = self.supervisor(e, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            h_logits, h_fake_logits, e_logits = self.together(self.discriminator, h, h_fake, e, training=True)
            real = tf.reduce_mean(tf.nn.softplus(-h_logits))
            fake = tf.reduce_mean(tf.nn.softplus(h_fake_logits)) + tf.reduce_mean(tf.nn.softplus(e_logits))
            loss = real + fake
        logs = self.move(
            "discriminator",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.003), (900, cosine(self.round, 0.003, 0.0, over=1500, since=900))]
            ),
        )
        return logs | {"discriminator_real": real, "discriminator_fake": fake}

    def update_generator(self, x):
        """Minimize joint * L_U + 10 * sqrt(L_S) + 5 * joint * L_V.

        Here h = embedder(x), e = generator(z), h_fake = supervisor(e), x_fake = recovery(h_fake), L_S =
        E[mean(square(supervisor(h)[:-1] - h[1:]))], L_U = E[mean(softplus(-discriminator(h_fake)))] +
        E[mean(softplus(-discriminator(e)))], L_V = distance_of_means(x_fake, x) + distance_of_means(square(x_fake),
        square(x)).
        x: [batch, 12, 3].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 12, 3])
        joint = piecewise(self.round, [(0, 0.0), (900, 1.0)])
        h = self.embedder(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            e = self.generator(z, training=True)
            h_fake, h_later = self.together(self.supervisor, e, h, training=True)
            h_fake_logits, e_logits = self.together(self.discriminator, h_fake, e, training=True)
            L_U = tf.reduce_mean(tf.nn.softplus(-h_fake_logits)) + tf.reduce_mean(tf.nn.softplus(-e_logits))
            L_S = self.mean(tf.square(h_later[:, :11] - h[:, 1:]))
            x_fake = self.recovery(h_fake, training=True)
            L_V = distance_of_means(x_fake, x) + distance_of_means(tf.square(x_fake), tf.square(x))
            fool = joint * L_U
            supervised = 10.0 * tf.sqrt(L_S)
            moments = 5.0 * joint * L_V
            loss = fool + supervised + moments
        logs = self.move(
            "generator",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.001), (900, cosine(self.round, 0.001, 0.0, over=1500, since=900))]
            ),
        )
        return logs | {"generator_fool": fool, "generator_supervised": supervised, "generator_moments": moments}

    def round_autoencoder(self, batch):
        """One round: one update of the autoencoder."""
        [part] = self.split(batch, 1)
        logs = self.update_autoencoder(part["x"])
        return self.finish_round(logs)

    def round_supervisor(self, batch):
        """One round: one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_generator(part["x"])
        return self.finish_round(logs)

    def round_joint(self, batch):
        """One round: two updates of the discriminator, then one update of the generator, then one update of the
        autoencoder.
        """
        parts = self.split(batch, 4)  # each update sees examples of its own
        for part in parts[:2]:
            logs = self.update_discriminator(part["x"])
        logs |= self.update_generator(parts[2]["x"])
        logs |= self.update_autoencoder(parts[3]["x"])
        return self.finish_round(logs)

    def train_step(self, batch):
        """The round that is due: each phase ends before the round that stands with it."""
        return self.play(batch, [(600, self.round_autoencoder), (900, self.round_supervisor), (2400, self.round_joint)])
