"""wgan-digits: compiled from wgan-digits.yaml (resolved sha256 a552a00f2df0).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(256, use_bias=False)(z)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(256, use_bias=False)(h)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def critic() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(x, score, name="critic")


@saving.register_keras_serializable("wgan-digits")
class WganDigits(Game):
    """The game of wgan-digits: critic and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.RMSprop(learning_rate=0.0005))
        self.add_player("generator", [self.generator], optimizers.RMSprop(learning_rate=0.0005))
        self.add_average("generator", generator())
        self.ready()

    def update_critic(self, x):
        """Maximize E[critic(x)] - E[critic(fake)]: Arjovsky et al. 2017, Algorithm 1.

        Here fake = generator(z).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake_score, x_score = self.together(self.critic, fake, x, training=True)
            loss = tf.reduce_mean(fake_score) - tf.reduce_mean(x_score)
        logs = self.move("critic", tape, loss, learning_rate=cosine(self.round, 0.0005, 5e-05, over=5000))
        self.clip(self.critic, 0.01)
        return logs | {"D(x)": tf.reduce_mean(x_score), "D(G(z))": tf.reduce_mean(fake_score)}

    def update_generator(self):
        """Maximize E[critic(fake)]: Arjovsky et al. 2017, Algorithm 1.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.critic(fake, training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0005, 5e-05, over=5000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: five updates of the critic, then one update of the generator."""
        parts = self.split(batch, 5)  # each update sees examples of its own
        for part in parts:
            logs = self.update_critic(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
