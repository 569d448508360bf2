"""sagan-digits: compiled from sagan-digits.yaml (resolved sha256 fd2a08785490).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game
from gancompile.runtime.layers import (
    ConditionalBatchNormalization,
    ProjectionHead,
    SelfAttention,
    SpectralNormalization,
)


def generator() -> Model:
    """z [batch, 32] and y [batch] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    y = Input([], name="y", dtype="int32")  # [batch]
    kind = layers.Embedding(10, output_dim=16, name="kind")(y)  # [batch, 16]
    h = SpectralNormalization(layers.Dense(1024))(z)  # [batch, 1024]
    seed = layers.Reshape((4, 4, 64), name="seed")(h)  # [batch, 4, 4, 64]
    h = ConditionalBatchNormalization()([seed, kind])  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = SelfAttention()(h)  # [batch, 4, 4, 64]
    # [batch, 8, 8, 32]
    large = SpectralNormalization(layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same"), name="large")(h)
    h = ConditionalBatchNormalization()([large, kind])  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 1]
    image = SpectralNormalization(layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh"), name="image")(h)
    return Model([z, y], image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] and y [batch] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    y = Input([], name="y", dtype="int32")  # [batch]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same"))(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same"))(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 4, 4, 64]
    h = SelfAttention()(h)  # [batch, 4, 4, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=3, padding="same"))(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 4, 4, 64]
    features = layers.GlobalAveragePooling2D(name="features")(h)  # [batch, 64]
    score = SpectralNormalization(ProjectionHead(10), name="score")([features, y])  # [batch, 1]
    return Model([x, y], score, name="discriminator")


@saving.register_keras_serializable("sagan-digits")
class SaganDigits(Game):
    """The game of sagan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.9),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0001, beta_1=0, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y):
        """Minimize E[relu(1 - discriminator(x, y))] + E[relu(1 + discriminator(fake, y))]: Lim and Ye 2017, eq. 2;
        Miyato et al. 2018, eq. 16-17.

        Here fake = generator(z, y).
        x: [batch, 8, 8, 1].
        y: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator([z, y], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_score, fake_score = self.together(self.discriminator, [x, y], [fake, y], training=True)
            loss = tf.reduce_mean(tf.nn.relu(1.0 - x_score)) + tf.reduce_mean(tf.nn.relu(1.0 + fake_score))
        logs = self.move("discriminator", tape, loss)
        return logs | {"D(x)": tf.reduce_mean(x_score), "D(G(z))": tf.reduce_mean(fake_score)}

    def update_generator(self, y):
        """Minimize -E[discriminator(fake, y)]: Lim and Ye 2017, eq. 2; Miyato et al. 2018, eq. 16-17.

        Here fake = generator(z, y).
        y: [batch] int32.
        """
        batch_size = tf.shape(y)[0]
        z = self.normal("z", [batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator([z, y], training=True)
            fake_score = self.discriminator([fake, y], training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["y"])
        logs |= self.update_generator(parts[1]["y"])
        return self.finish_round(logs)
