"""dcgan-paper-digits: compiled from dcgan-paper-digits.yaml (resolved sha256 5f24fbbceecc).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, initializers, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 100] to image [batch, 8, 8, 1]."""
    z = Input([100], name="z")  # [batch, 100]
    # [batch, 2048]
    h = layers.Dense(2048, use_bias=False, kernel_initializer=initializers.RandomNormal(stddev=0.02))(z)
    h = layers.BatchNormalization()(h)  # [batch, 2048]
    h = layers.ReLU()(h)  # [batch, 2048]
    h = layers.Reshape((4, 4, 128))(h)  # [batch, 4, 4, 128]
    # [batch, 8, 8, 1]
    image = layers.Conv2DTranspose(
        1,
        kernel_size=5,
        strides=2,
        padding="same",
        activation="tanh",
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
        name="image",
    )(h)
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    # [batch, 4, 4, 64]
    h = layers.Conv2D(
        64,
        kernel_size=5,
        strides=2,
        padding="same",
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(x)
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    # [batch, 2, 2, 128]
    h = layers.Conv2D(
        128,
        kernel_size=5,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(h)
    h = layers.BatchNormalization()(h)  # [batch, 2, 2, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 2, 2, 128]
    h = layers.Flatten()(h)  # [batch, 512]
    logit = layers.Dense(1, kernel_initializer=initializers.RandomNormal(stddev=0.02), name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("dcgan-paper-digits")
class DcganPaperDigits(Game):
    """The game of dcgan-paper-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))].

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.uniform("z", [batch_size, 100], low=-1.0, high=1.0)
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit = self.discriminator(x, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
        return self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0002, 0.0, over=5000))

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))].

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.uniform("z", [self.batch_size, 100], low=-1.0, high=1.0)
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0002, 0.0, over=5000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
