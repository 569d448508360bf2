"""ada-digits: compiled from ada-digits.yaml (resolved sha256 dfb093a0464a).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(1024, use_bias=False)(z)  # [batch, 1024]
    h = layers.BatchNormalization()(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("ada-digits")
class AdaDigits(Game):
    """The game of ada-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
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
        self.add_state("p", 0.0)
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-discriminator(x_seen))] + E[softplus(discriminator(fake_seen))].

        Here x_seen = augment(x, shift(p), warp(p), color(p)), fake_seen = augment(generator(z), shift(p), warp(p),
        color(p)).
        r1 adds 0.5 * E[square(norm(grad(discriminator(x_seen), x)))].
        In stable form: square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        fake_seen = self.augment("fake_seen", z_image, {"shift": self.p, "warp": self.p, "color": self.p})
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                x_seen = self.augment("x_seen", x, {"shift": self.p, "warp": self.p, "color": self.p})
                x_seen_logit = self.discriminator(x_seen, training=True)
            x_gradient = inner_tape.gradient(x_seen_logit, x)
            fake_seen_logit = self.discriminator(fake_seen, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-x_seen_logit)) + tf.reduce_mean(tf.nn.softplus(fake_seen_logit))
            r1 = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = objective + r1
        r_t = self.mean(tf.sign(x_seen_logit))
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=4000))
        return logs | {"r_t": r_t, "discriminator_objective": objective, "discriminator_r1": r1}

    def update_generator(self):
        """Minimize E[softplus(-discriminator(fake_seen))].

        Here fake_seen = augment(generator(z), shift(p), warp(p), color(p)).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            fake_seen = self.augment("fake_seen", z_image, {"shift": self.p, "warp": self.p, "color": self.p})
            fake_seen_logit = self.discriminator(fake_seen, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_seen_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=4000))
        self.follow("generator", decay=0.999)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator.

        p becomes clip(p + 0.001 * sign(r_t - 0.6), 0, 0.8).
        """
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        logs |= self.set_state("p", tf.clip_by_value(self.p + 0.001 * tf.sign(logs["r_t"] - 0.6), 0.0, 0.8))
        return self.finish_round(logs)
