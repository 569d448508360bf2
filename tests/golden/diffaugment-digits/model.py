"""diffaugment-digits: compiled from diffaugment-digits.yaml (resolved sha256 70ae6bd00920).

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


@saving.register_keras_serializable("diffaugment-digits")
class DiffaugmentDigits(Game):
    """The game of diffaugment-digits: discriminator and generator, each of which moves its own weights alone."""

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
        """Maximize E[log(sigmoid(discriminator(T_x)))] + E[log(1 - sigmoid(discriminator(T_fake)))].

        Here T_x = augment(x, diffaugment), T_fake = augment(generator(z), diffaugment).
        r1 adds 0.5 * E[square(norm(grad(discriminator(T_x), T_x)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        T_x = self.augment("T_x", x, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        T_fake = self.augment("T_fake", z_image, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(T_x)
                T_x_logit = self.discriminator(T_x, training=True)
            T_x_gradient = inner_tape.gradient(T_x_logit, T_x)
            T_fake_logit = self.discriminator(T_fake, training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-T_x_logit)) + tf.reduce_mean(tf.nn.softplus(T_fake_logit))
            r1 = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(T_x_gradient), axis=[1, 2, 3]))
            loss = objective + r1
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=4000))
        return logs | {"discriminator_objective": objective, "discriminator_r1": r1}

    def update_generator(self):
        """Maximize E[log(sigmoid(discriminator(T_fake)))].

        Here T_fake = augment(generator(z), diffaugment).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            T_fake = self.augment("T_fake", z_image, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
            T_fake_logit = self.discriminator(T_fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-T_fake_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=4000))
        self.follow("generator", decay=0.999)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
