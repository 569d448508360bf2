"""began-digits: compiled from began-digits.yaml (resolved sha256 0602a6a550f6).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 16] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Dense(256)(z)  # [batch, 256]
    h = layers.ELU()(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.ELU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to error [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.ELU()(h)  # [batch, 256]
    code = layers.Dense(16, activation="elu", name="code")(h)  # [batch, 16]
    h = layers.Dense(256)(code)  # [batch, 256]
    h = layers.ELU()(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.ELU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    again = layers.Reshape((8, 8, 1), name="again")(h)  # [batch, 8, 8, 1]
    gap = layers.Subtract(name="gap")([x, again])  # [batch, 8, 8, 1]
    h = layers.Multiply()([gap, gap])  # [batch, 8, 8, 1]
    error = layers.GlobalAveragePooling2D(name="error")(h)  # [batch, 1]
    return Model(x, error, name="discriminator")


@saving.register_keras_serializable("began-digits")
class BeganDigits(Game):
    """The game of began-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_average("generator", generator())
        self.add_state("balance", 0.0)
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[discriminator(x)] - balance * E[discriminator(fake)]: Berthelot et al. 2017, section 3.4.

        Here fake = generator(z).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_error, fake_error = self.together(self.discriminator, x, fake, training=True)
            loss = self.mean(x_error) - self.balance * self.mean(fake_error)
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0002, 0.0, over=6000))
        return logs | {
            "L(x)": self.mean(x_error),
            "L(G(z))": self.mean(fake_error),
            "convergence": self.mean(x_error) + tf.abs(0.5 * self.mean(x_error) - self.mean(fake_error)),
        }

    def update_generator(self):
        """Minimize E[discriminator(fake)]: Berthelot et al. 2017, section 3.4.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 16])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_error = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(fake_error)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0002, 0.0, over=6000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator.

        balance becomes clip(balance + 0.1 * (0.5 * E[discriminator(x)] - E[discriminator(fake)]), 0, 1).
        """
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        logs |= self.set_state(
            "balance",
            tf.clip_by_value(self.balance + 0.1 * (0.5 * logs["L(x)"] - logs["L(G(z))"]), 0.0, 1.0),
        )
        return self.finish_round(logs)
