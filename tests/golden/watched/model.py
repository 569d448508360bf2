"""watched: compiled from spec.yaml (resolved sha256 449e48821f7d).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def generator() -> Model:
    """z [batch, 8] to generator [batch, 8, 8, 1]."""
    z = Input([8], name="z")  # [batch, 8]
    h = layers.Dense(64, activation="tanh")(z)  # [batch, 64]
    h = layers.Reshape((8, 8, 1))(h)  # [batch, 8, 8, 1]
    return Model(z, h, name="generator")


def discriminator(name: str = "discriminator") -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(16)(h)  # [batch, 16]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 16]
    h = layers.Dropout(0.3)(h)  # [batch, 16]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name=name)


def negative() -> Model:
    """The layers of discriminator, with weights of its own."""
    return discriminator(name="negative")


@saving.register_keras_serializable("watched")
class Watched(Game):
    """The game of watched: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.negative = negative()
        self.add_player(
            "discriminator",
            [self.discriminator, self.negative],
            optimizers.Adam(learning_rate=0.0002, beta_1=0.5),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-discriminator(x))] + E[softplus(discriminator(fake))] +
        E[softplus(-negative(turned))] + E[softplus(negative(-fake))] + 0.1 *
        (E[square(norm(grad(discriminator(x), x)))] + E[square(norm(grad(negative(turned), turned)))]).

        Here fake = generator(z), turned = -x.
        In stable form: square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape(persistent=True) as inner_tape:
                inner_tape.watch(x)
                turned = -x
                x_logit = self.discriminator(x, training=True)
                turned_logit = self.negative(turned, training=True)
            x_gradient = inner_tape.gradient(x_logit, x)
            turned_gradient = inner_tape.gradient(turned_logit, turned)
            fake_logit = self.discriminator(fake, training=True)
            logit = self.negative(-fake, training=True)
            loss_of_x = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            loss_of_turned = tf.reduce_mean(tf.nn.softplus(-turned_logit)) + tf.reduce_mean(tf.nn.softplus(logit))
            penalty = 0.1 * (
                tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
                + tf.reduce_mean(tf.reduce_sum(tf.square(turned_gradient), axis=[1, 2, 3]))
            )
            loss = loss_of_x + loss_of_turned + penalty
        logs = self.move("discriminator", tape, loss)
        return logs | {
            "discriminator_loss_of_x": loss_of_x,
            "discriminator_loss_of_turned": loss_of_turned,
            "discriminator_penalty": penalty,
        }

    def update_generator(self, x):
        """Minimize E[softplus(-discriminator(fake))].

        Here fake = generator(z).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_logit = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        x_logit = self.discriminator(x, training=False)  # for a metric alone: moving statistics stay as they are
        logs = self.move("generator", tape, loss)
        return logs | {"real": tf.reduce_mean(tf.sigmoid(x_logit))}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator(part["x"])
        return self.finish_round(logs)
