"""composed: compiled from spec.yaml (resolved sha256 72f015212746).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, initializers, layers, optimizers, saving

from gancompile.runtime import Game
from gancompile.runtime.layers import SpectralNormalization


def up(x, filters):
    """The block `up`."""
    h = layers.Conv2DTranspose(filters, kernel_size=4, strides=2, padding="same", use_bias=False)(x)
    h = layers.BatchNormalization()(h)
    h = layers.ReLU()(h)
    return h


def down(x, filters, name):
    """The block `down`."""
    h = SpectralNormalization(
        layers.Conv2D(
            filters, kernel_size=4, strides=2, padding="same", kernel_initializer=initializers.RandomNormal(stddev=0.02)
        ),
        power_iterations=2,
        name=f"{name}_conv",
    )(x)
    h = layers.LeakyReLU(0.2)(h)
    return h


def generator() -> Model:
    """z [batch, 16] to image [batch, 32, 32, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Dense(4096, use_bias=False)(z)  # [batch, 4096]
    h = layers.BatchNormalization()(h)  # [batch, 4096]
    h = layers.ReLU()(h)  # [batch, 4096]
    h = layers.Reshape((4, 4, 256))(h)  # [batch, 4, 4, 256]
    h = up(h, filters=256)  # [batch, 8, 8, 256]
    h = up(h, filters=128)  # [batch, 16, 16, 128]
    h7 = up(h, filters=64)  # [batch, 32, 32, 64]
    h = layers.Conv2D(64, kernel_size=3, padding="same")(h7)  # [batch, 32, 32, 64]
    h = layers.ReLU()(h)  # [batch, 32, 32, 64]
    h = layers.Add()([h, h7])  # [batch, 32, 32, 64]
    image = layers.Conv2D(1, kernel_size=7, padding="same", activation="tanh", name="image")(h)  # [batch, 32, 32, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 32, 32, 1] to logit [batch, 1]."""
    x = Input([32, 32, 1], name="x")  # [batch, 32, 32, 1]
    down_0 = down(x, filters=64, name="down_0")  # [batch, 16, 16, 64]
    down_1 = down(down_0, filters=128, name="down_1")  # [batch, 8, 8, 128]
    down_2 = down(down_1, filters=256, name="down_2")  # [batch, 4, 4, 256]
    h4 = layers.GlobalAveragePooling2D()(down_2)  # [batch, 256]
    h = layers.GlobalMaxPooling2D()(down_2)  # [batch, 256]
    h = layers.Concatenate()([h4, h])  # [batch, 512]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("composed")
class Composed(Game):
    """The game of composed: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]: Goodfellow et al.
        2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 32, 32, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, fake_logit = self.together(self.discriminator, x, fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
        logs = self.move("discriminator", tape, loss)
        return logs | {"D(x)": tf.reduce_mean(tf.sigmoid(x_logit)), "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit))}

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 16])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        return self.move("generator", tape, loss)

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
