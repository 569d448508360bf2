"""lecam-digits: compiled from lecam-digits.yaml (resolved sha256 92f4ef674bce).

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
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same"))(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    score = SpectralNormalization(layers.Dense(1), name="score")(h)  # [batch, 1]
    return Model(x, score, name="discriminator")


@saving.register_keras_serializable("lecam-digits")
class LecamDigits(Game):
    """The game of lecam-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
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
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.9))
        self.add_average("generator", generator())
        self.add_state("real_mean", 0.0)
        self.add_state("fake_mean", 0.0)
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[relu(1 - discriminator(x))] + E[relu(1 + discriminator(fake))]: Lim and Ye 2017, eq. 2; Miyato
        et al. 2018, eq. 16-17.

        Here fake = generator(z).
        lecam adds 0.3 * (E[square(relu(discriminator(x) - fake_mean))] + E[square(relu(real_mean -
        discriminator(fake)))]).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_score, fake_score = self.together(self.discriminator, x, fake, training=True)
            objective = tf.reduce_mean(tf.nn.relu(1.0 - x_score)) + tf.reduce_mean(tf.nn.relu(1.0 + fake_score))
            lecam = 0.3 * (
                tf.reduce_mean(tf.square(tf.nn.relu(x_score - self.fake_mean)))
                + tf.reduce_mean(tf.square(tf.nn.relu(self.real_mean - fake_score)))
            )
            loss = objective + lecam
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=5000))
        return logs | {
            "D(x)": self.mean(x_score),
            "D(G(z))": self.mean(fake_score),
            "discriminator_objective": objective,
            "discriminator_lecam": lecam,
        }

    def update_generator(self):
        """Minimize -E[discriminator(fake)]: Lim and Ye 2017, eq. 2; Miyato et al. 2018, eq. 16-17.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.discriminator(fake, training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=5000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator.

        real_mean becomes 0.99 * real_mean + (1 - 0.99) * E[discriminator(x)].
        fake_mean becomes 0.99 * fake_mean + (1 - 0.99) * E[discriminator(fake)].
        """
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        logs |= self.set_state("real_mean", 0.99 * self.real_mean + 0.01 * logs["D(x)"])
        logs |= self.set_state("fake_mean", 0.99 * self.fake_mean + 0.01 * logs["D(G(z))"])
        return self.finish_round(logs)
