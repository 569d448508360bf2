"""fastgan-digits: compiled from fastgan-digits.yaml (resolved sha256 f15afcd911db).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, crop, where
from gancompile.runtime.layers import GLU, NoiseInjection, SpectralNormalization


def up(x, filters, name):
    """The block `up`."""
    h = layers.UpSampling2D(2)(x)
    h = layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False, name=f"{name}_conv")(h)
    h = NoiseInjection()(h)
    h = layers.BatchNormalization()(h)
    h = GLU()(h)
    return h


def down(x, filters, name):
    """The block `down`."""
    h = SpectralNormalization(
        layers.Conv2D(filters, kernel_size=4, strides=2, padding="same", use_bias=False),
        name=f"{name}_first",
    )(x)
    h = layers.BatchNormalization()(h)
    h = layers.LeakyReLU(0.2)(h)
    h = SpectralNormalization(
        layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False),
        name=f"{name}_second",
    )(h)
    h = layers.BatchNormalization()(h)
    h6 = layers.LeakyReLU(0.2)(h)
    h = layers.AveragePooling2D(2)(x)
    h = SpectralNormalization(layers.Conv2D(filters, kernel_size=1, use_bias=False), name=f"{name}_direct")(h)
    h = layers.BatchNormalization()(h)
    h = layers.LeakyReLU(0.2)(h)
    h = layers.Average()([h6, h])
    return h


def decode(x, name, filters=32):
    """The block `decode`."""
    h = layers.UpSampling2D(2)(x)
    h = layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False, name=f"{name}_conv")(h)
    h = layers.BatchNormalization()(h)
    h = GLU()(h)
    return h


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Reshape((1, 1, 32))(z)  # [batch, 1, 1, 32]
    seed = layers.Conv2DTranspose(128, kernel_size=2, use_bias=False, name="seed")(h)  # [batch, 2, 2, 128]
    h = layers.BatchNormalization()(seed)  # [batch, 2, 2, 128]
    small = GLU(name="small")(h)  # [batch, 2, 2, 64]
    to_4 = up(small, filters=64, name="to_4")  # [batch, 4, 4, 32]
    to_8 = up(to_4, filters=32, name="to_8")  # [batch, 8, 8, 16]
    h = layers.AdaptiveAveragePooling2D(2)(small)  # [batch, 2, 2, 64]
    squeeze = layers.Conv2D(16, kernel_size=2, use_bias=False, name="squeeze")(h)  # [batch, 1, 1, 16]
    h = layers.LeakyReLU(0.1)(squeeze)  # [batch, 1, 1, 16]
    gate = layers.Conv2D(16, kernel_size=1, activation="sigmoid", use_bias=False, name="gate")(h)  # [batch, 1, 1, 16]
    h = layers.Multiply()([to_8, gate])  # [batch, 8, 8, 16]
    # [batch, 8, 8, 1]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", use_bias=False, name="image")(h)
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to scores [batch, 2, 2, 1] and middle [batch, 4, 4, 32] and last [batch, 2, 2, 64]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = SpectralNormalization(layers.Conv2D(16, kernel_size=3, padding="same", use_bias=False))(x)  # [batch, 8, 8, 16]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 16]
    to_4 = down(h, filters=32, name="to_4")  # [batch, 4, 4, 32]
    to_2 = down(to_4, filters=64, name="to_2")  # [batch, 2, 2, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=1, use_bias=False))(to_2)  # [batch, 2, 2, 64]
    h = layers.BatchNormalization()(h)  # [batch, 2, 2, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 2, 2, 64]
    # [batch, 2, 2, 1]
    scores = SpectralNormalization(layers.Conv2D(1, kernel_size=1, use_bias=False), name="scores")(h)
    return Model(x, {"scores": scores, "middle": to_4, "last": to_2}, name="discriminator")


def decode_all() -> Model:
    """features [batch, 2, 2, 64] to image [batch, 8, 8, 1]."""
    features = Input([2, 2, 64], name="features")  # [batch, 2, 2, 64]
    to_4 = decode(features, filters=64, name="to_4")  # [batch, 4, 4, 32]
    to_8 = decode(to_4, name="to_8")  # [batch, 8, 8, 16]
    # [batch, 8, 8, 1]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", use_bias=False, name="image")(to_8)
    return Model(features, image, name="decode_all")


def decode_quarter() -> Model:
    """features [batch, 2, 2, 32] to image [batch, 4, 4, 1]."""
    features = Input([2, 2, 32], name="features")  # [batch, 2, 2, 32]
    to_4 = decode(features, name="to_4")  # [batch, 4, 4, 16]
    # [batch, 4, 4, 1]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", use_bias=False, name="image")(to_4)
    return Model(features, image, name="decode_quarter")


@saving.register_keras_serializable("fastgan-digits")
class FastganDigits(Game):
    """The game of fastgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.decode_all = decode_all()
        self.decode_quarter = decode_quarter()
        self.add_player(
            "discriminator",
            [self.discriminator, self.decode_all, self.decode_quarter],
            optimizers.Adam(learning_rate=0.0005, beta_1=0.5, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[mean(relu(1 - real.scores))] + E[mean(relu(1 + fake.scores))] + E[mean(square(again - T_x))] +
        E[mean(square(quarter_again - crop(T_x, corner, 4)))].

        Here T_x = augment(x, color, translation), T_fake = augment(generator(z), color, translation), real =
        discriminator(T_x), fake = discriminator(T_fake), corner = where(place > 0.5, 1, 0), again =
        decode_all(real.last), quarter_again = decode_quarter(crop(real.middle, corner, 2)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        place = self.uniform("place", [batch_size, 2], low=0.0, high=1)
        T_x = self.augment("T_x", x, {"color": 1.0, "translation": 1.0})
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        T_fake = self.augment("T_fake", z_image, {"color": 1.0, "translation": 1.0})
        corner = where(place > 0.5, 1.0, 0.0)
        with tf.GradientTape() as tape:
            real = self.discriminator(T_x, training=True)
            fake = self.discriminator(T_fake, training=True)
            again = self.decode_all(real["last"], training=True)
            quarter_again = self.decode_quarter(crop(real["middle"], corner, 2), training=True)
            real_loss = tf.reduce_mean(tf.nn.relu(1.0 - real["scores"]))
            fake_loss = tf.reduce_mean(tf.nn.relu(1.0 + fake["scores"]))
            whole = tf.reduce_mean(tf.square(again - T_x))
            quarter = tf.reduce_mean(tf.square(quarter_again - crop(T_x, corner, 4)))
            loss = real_loss + fake_loss + whole + quarter
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0005, 0.0, over=2500))
        return logs | {
            "discriminator_real": real_loss,
            "discriminator_fake": fake_loss,
            "discriminator_whole": whole,
            "discriminator_quarter": quarter,
        }

    def update_generator(self):
        """Minimize -E[mean(fake.scores)].

        Here T_fake = augment(generator(z), color, translation), fake = discriminator(T_fake).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            T_fake = self.augment("T_fake", z_image, {"color": 1.0, "translation": 1.0})
            fake = self.discriminator(T_fake, training=True)
            loss = -tf.reduce_mean(fake["scores"])
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2500))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
