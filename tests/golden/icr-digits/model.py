"""icr-digits: compiled from icr-digits.yaml (resolved sha256 e7911632f478).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(512, use_bias=False)(z)  # [batch, 512]
    h = layers.BatchNormalization()(h)  # [batch, 512]
    h = layers.ReLU()(h)  # [batch, 512]
    h = layers.Reshape((4, 4, 32))(h)  # [batch, 4, 4, 32]
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


@saving.register_keras_serializable("icr-digits")
class IcrDigits(Game):
    """The game of icr-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-discriminator(x))] + E[softplus(discriminator(fake))] + 10 *
        E[square(discriminator(x) - discriminator(T_x))] + 10 * E[square(discriminator(fake) -
        discriminator(T_fake))] + 5 * E[square(discriminator(fake) - discriminator(fake_near))].

        Here near = z + 0.03 * noise, fake = generator(z), fake_near = generator(near), T_x = augment(x, color), T_fake
        = augment(fake, color).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        noise = self.normal("noise", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        T_x = self.augment("T_x", x, {"color": 1.0})
        T_fake = self.augment("T_fake", fake, {"color": 1.0})
        near = z + 0.03 * noise
        fake_near = self.generator(near, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, fake_logit, T_x_logit, T_fake_logit, fake_near_logit = self.together(
                self.discriminator,
                x,
                fake,
                T_x,
                T_fake,
                fake_near,
                training=True,
            )
            game = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            bcr_real = 10.0 * tf.reduce_mean(tf.square(x_logit - T_x_logit))
            bcr_fake = 10.0 * tf.reduce_mean(tf.square(fake_logit - T_fake_logit))
            zcr = 5.0 * tf.reduce_mean(tf.square(fake_logit - fake_near_logit))
            loss = game + bcr_real + bcr_fake + zcr
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2500))
        return logs | {
            "discriminator_game": game,
            "discriminator_bcr_real": bcr_real,
            "discriminator_bcr_fake": bcr_fake,
            "discriminator_zcr": zcr,
        }

    def update_generator(self):
        """Minimize E[softplus(-discriminator(fake))] - 0.5 * E[sum(square(fake - fake_near))].

        Here near = z + 0.03 * noise, fake = generator(z), fake_near = generator(near).
        """
        z = self.normal("z", [self.batch_size, 32])
        noise = self.normal("noise", [self.batch_size, 32])
        near = z + 0.03 * noise
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            fake_near = self.generator(near, training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake_logit))
            zcr = -(0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(fake - fake_near), axis=[1, 2, 3])))
            loss = fool + zcr
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2500))
        self.follow("generator", decay=0.998)
        return logs | {"generator_fool": fool, "generator_zcr": zcr}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
