"""sharing: compiled from spec.yaml (resolved sha256 ba37a80e463f).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def generator(name: str = "generator") -> Model:
    """z [batch, 8, 8, 1] to generator [batch, 8, 8, 1]."""
    z = Input([8, 8, 1], name="z")  # [batch, 8, 8, 1]
    first = layers.Conv2D(8, kernel_size=3, padding="same", name="first")(z)  # [batch, 8, 8, 8]
    h = layers.ReLU()(first)  # [batch, 8, 8, 8]
    h = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh")(h)  # [batch, 8, 8, 1]
    return Model(z, h, name=name)


def back() -> Model:
    """The layers of generator, with weights of its own."""
    return generator(name="back")


def twin(generator: Model) -> Model:
    """z [batch, 8, 8, 1] to twin [batch, 8, 8, 1]."""
    z = Input([8, 8, 1], name="z")  # [batch, 8, 8, 1]
    h = generator.get_layer("first")(z)  # [batch, 8, 8, 8]
    h = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh")(h)  # [batch, 8, 8, 1]
    return Model(z, h, name="twin")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to discriminator [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(1)(h)  # [batch, 1]
    return Model(x, h, name="discriminator")


def whole(generator: Model, discriminator: Model) -> Model:
    """z [batch, 8, 8, 1] to whole [batch, 1]."""
    z = Input([8, 8, 1], name="z")  # [batch, 8, 8, 1]
    h = generator(z)  # [batch, 8, 8, 1]
    h = discriminator(h)  # [batch, 1]
    return Model(z, h, name="whole")


@saving.register_keras_serializable("sharing")
class Sharing(Game):
    """The game of sharing: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.back = back()
        self.twin = twin(self.generator)
        self.discriminator = discriminator()
        self.whole = whole(self.generator, self.discriminator)
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player(
            "generator",
            [self.generator, self.back, self.twin],
            optimizers.Adam(learning_rate=0.0002, beta_1=0.5),
        )
        self.add_average("generator", generator())
        self.add_average("back", back())
        self.add_average("twin", twin(self.averages["generator"]))
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))].

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8, 8, 1])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_discriminator, fake_discriminator = self.together(self.discriminator, x, fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_discriminator)) + tf.reduce_mean(tf.nn.softplus(fake_discriminator))
        return self.move("discriminator", tape, loss)

    def update_generator(self):
        """Minimize -E[log(sigmoid(whole(z)))] + E[mean(abs(back(fake) - z))] + E[mean(abs(twin(fake) - z))].

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 8, 8, 1])
        with tf.GradientTape() as tape:
            z_whole = self.whole(z, training=True)
            fake = self.generator(z, training=True)
            fake_back = self.back(fake, training=True)
            fake_twin = self.twin(fake, training=True)
            loss = (
                tf.reduce_mean(tf.nn.softplus(-z_whole))
                + tf.reduce_mean(tf.abs(fake_back - z))
                + tf.reduce_mean(tf.abs(fake_twin - z))
            )
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.9)
        self.follow("back", decay=0.9)
        self.follow("twin", decay=0.9)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
