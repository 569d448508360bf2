"""ragan-digits: compiled from ragan-digits.yaml (resolved sha256 3db1756afe34).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import SpectralNormalization


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
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same"))(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same"))(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    score = SpectralNormalization(layers.Dense(1), name="score")(h)  # [batch, 1]
    return Model(x, score, name="discriminator")


@saving.register_keras_serializable("ragan-digits")
class RaganDigits(Game):
    """The game of ragan-digits: discriminator and generator, each of which moves its own weights alone."""

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
        """Maximize E[log(sigmoid(discriminator(x) - E[discriminator(fake)]))] + E[log(1 -
        sigmoid(discriminator(fake) - E[discriminator(x)]))]: Jolicoeur-Martineau 2018, section 3.5.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake_score, x_score = self.together(self.discriminator, fake, x, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(self.mean(fake_score) - x_score)) + tf.reduce_mean(
                tf.nn.softplus(fake_score - self.mean(x_score))
            )
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=5000))
        return logs | {"D(x)": self.mean(x_score), "D(G(z))": self.mean(fake_score)}

    def update_generator(self, x):
        """Maximize E[log(sigmoid(discriminator(fake) - E[discriminator(x)]))] + E[log(1 - sigmoid(discriminator(x) -
        E[discriminator(fake)]))]: Jolicoeur-Martineau 2018, section 3.5.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        x_score = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(self.mean(x_score) - fake_score)) + tf.reduce_mean(
                tf.nn.softplus(x_score - self.mean(fake_score))
            )
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=5000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)
