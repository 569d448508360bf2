"""ebgan-digits: compiled from ebgan-digits.yaml (resolved sha256 9d8a5f9a3641).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, mean_of_pairs, norm


def generator() -> Model:
    """z [batch, 16] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Dense(256, use_bias=False)(z)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(256, use_bias=False)(h)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def encoder() -> Model:
    """x [batch, 8, 8, 1] to code [batch, 32]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(128)(h)  # [batch, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 128]
    code = layers.Dense(32, name="code")(h)  # [batch, 32]
    return Model(x, code, name="encoder")


def decoder() -> Model:
    """code [batch, 32] to decoder [batch, 8, 8, 1]."""
    code = Input([32], name="code")  # [batch, 32]
    h = layers.Dense(128)(code)  # [batch, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 128]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    h = layers.Reshape((8, 8, 1))(h)  # [batch, 8, 8, 1]
    return Model(code, h, name="decoder")


def autoencoder(encoder: Model, decoder: Model) -> Model:
    """x [batch, 8, 8, 1] to autoencoder [batch, 8, 8, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = encoder(x)  # [batch, 32]
    h = decoder(h)  # [batch, 8, 8, 1]
    return Model(x, h, name="autoencoder")


@saving.register_keras_serializable("ebgan-digits")
class EbganDigits(Game):
    """The game of ebgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.encoder = encoder()
        self.decoder = decoder()
        self.autoencoder = autoencoder(self.encoder, self.decoder)
        self.add_player("discriminator", [self.encoder, self.decoder], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[energy] + E[relu(0.1 - energy_fake)].

        Here fake = generator(z), energy = mean(square(autoencoder(x) - x)), energy_fake = mean(square(autoencoder(fake)
        - fake)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_autoencoder, fake_autoencoder = self.together(self.autoencoder, x, fake, training=True)
            energy = tf.reduce_mean(tf.square(x_autoencoder - x), axis=[1, 2, 3])
            energy_fake = tf.reduce_mean(tf.square(fake_autoencoder - fake), axis=[1, 2, 3])
            loss = tf.reduce_mean(energy) + tf.reduce_mean(tf.nn.relu(0.1 - energy_fake))
        return self.move("discriminator", tape, loss)

    def update_generator(self):
        """Minimize E[energy_fake] + 0.1 * P[square(likeness)].

        Here fake = generator(z), energy_fake = mean(square(autoencoder(fake) - fake)), S = encoder(fake), likeness =
        sum(first(S) * second(S)) / (norm(first(S)) * norm(second(S))).
        """
        z = self.normal("z", [self.batch_size, 16])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_autoencoder = self.autoencoder(fake, training=True)
            energy_fake = tf.reduce_mean(tf.square(fake_autoencoder - fake), axis=[1, 2, 3])
            S = self.encoder(fake, training=True)
            likeness = tf.reduce_sum(S[:, None] * S[None, :], axis=[2]) / (
                norm(S[:, None], examples=2) * norm(S[None, :], examples=2)
            )
            energy_loss = tf.reduce_mean(energy_fake)
            pull_away = 0.1 * mean_of_pairs(tf.square(likeness))
            loss = energy_loss + pull_away
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        return logs | {"generator_energy": energy_loss, "generator_pull_away": pull_away}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
