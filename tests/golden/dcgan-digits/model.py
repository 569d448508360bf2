"""dcgan-digits: compiled from dcgan-digits.yaml (resolved sha256 d779546e0c3f).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(2048, use_bias=False)(z)  # [batch, 2048]
    h = layers.BatchNormalization()(h)  # [batch, 2048]
    h = layers.ReLU()(h)  # [batch, 2048]
    h = layers.Reshape((4, 4, 128))(h)  # [batch, 4, 4, 128]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 64]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 64]
    h = layers.ReLU()(h)  # [batch, 8, 8, 64]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(64, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 64]
    h = layers.Conv2D(128, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 128]
    h = layers.Conv2D(128, kernel_size=4, strides=2, padding="same")(h)  # [batch, 2, 2, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 2, 2, 128]
    h = layers.Flatten()(h)  # [batch, 512]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("dcgan-digits")
class DcganDigits(Game):
    """The game of dcgan-digits: discriminator and generator, each of which moves its own weights alone."""

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
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]: Goodfellow et al.
        2014, section 3.

        Here fake = generator(z).
        r1 adds 0.5 * E[square(norm(grad(discriminator(x), x)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                x_logit = self.discriminator(x, training=True)
            x_gradient = inner_tape.gradient(x_logit, x)
            fake_logit = self.discriminator(fake, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            r1 = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = objective + r1
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=5000))
        return logs | {
            "D(x)": tf.reduce_mean(tf.sigmoid(x_logit)),
            "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit)),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
        }

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(fake)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=5000))
        self.follow("generator", decay=0.999)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
