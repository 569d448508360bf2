"""mmd-gan-digits: compiled from mmd-gan-digits.yaml (resolved sha256 bd9f6b0cef2d).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, mean_of_pairs


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


def critic() -> Model:
    """x [batch, 8, 8, 1] to features [batch, 16]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    features = layers.Dense(16, name="features")(h)  # [batch, 16]
    return Model(x, features, name="critic")


@saving.register_keras_serializable("mmd-gan-digits")
class MmdGanDigits(Game):
    """The game of mmd-gan-digits: critic and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.RMSprop(learning_rate=0.0005))
        self.add_player("generator", [self.generator], optimizers.RMSprop(learning_rate=0.0005))
        self.ready()

    def update_critic(self, x):
        """Maximize MMD = P[k_ff] + P[k_gg] - 2 * P[k_fg].

        Here f = critic(x), g = critic(generator(z)), ff = sum(square(first(f) - second(f))), gg = sum(square(first(g) -
        second(g))), fg = sum(square(first(f) - second(g))), k_ff = exp(-ff / 2) + exp(-ff / 8) + exp(-ff / 32) +
        exp(-ff / 128) + exp(-ff / 512), k_gg = exp(-gg / 2) + exp(-gg / 8) + exp(-gg / 32) + exp(-gg / 128) + exp(-gg /
        512), k_fg = exp(-fg / 2) + exp(-fg / 8) + exp(-fg / 32) + exp(-fg / 128) + exp(-fg / 512).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            f, g = self.together(self.critic, x, z_image, training=True)
            ff = tf.reduce_sum(tf.square(f[:, None] - f[None, :]), axis=[2])
            k_ff = (
                tf.exp(-ff / 2.0) + tf.exp(-ff / 8.0) + tf.exp(-ff / 32.0) + tf.exp(-ff / 128.0) + tf.exp(-ff / 512.0)
            )
            gg = tf.reduce_sum(tf.square(g[:, None] - g[None, :]), axis=[2])
            k_gg = (
                tf.exp(-gg / 2.0) + tf.exp(-gg / 8.0) + tf.exp(-gg / 32.0) + tf.exp(-gg / 128.0) + tf.exp(-gg / 512.0)
            )
            fg = tf.reduce_sum(tf.square(f[:, None] - g[None, :]), axis=[2])
            k_fg = (
                tf.exp(-fg / 2.0) + tf.exp(-fg / 8.0) + tf.exp(-fg / 32.0) + tf.exp(-fg / 128.0) + tf.exp(-fg / 512.0)
            )
            MMD = mean_of_pairs(k_ff) + mean_of_pairs(k_gg) - 2.0 * mean_of_pairs(k_fg)
            loss = -MMD
        logs = self.move("critic", tape, loss)
        self.clip(self.critic, 0.05)
        return logs

    def update_generator(self, x):
        """Minimize MMD = P[k_ff] + P[k_gg] - 2 * P[k_fg].

        Here f = critic(x), g = critic(generator(z)), ff = sum(square(first(f) - second(f))), gg = sum(square(first(g) -
        second(g))), fg = sum(square(first(f) - second(g))), k_ff = exp(-ff / 2) + exp(-ff / 8) + exp(-ff / 32) +
        exp(-ff / 128) + exp(-ff / 512), k_gg = exp(-gg / 2) + exp(-gg / 8) + exp(-gg / 32) + exp(-gg / 128) + exp(-gg /
        512), k_fg = exp(-fg / 2) + exp(-fg / 8) + exp(-fg / 32) + exp(-fg / 128) + exp(-fg / 512).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        f = self.critic(x, training=True)  # fixed in this update: no gradient needed
        ff = tf.reduce_sum(tf.square(f[:, None] - f[None, :]), axis=[2])
        k_ff = tf.exp(-ff / 2.0) + tf.exp(-ff / 8.0) + tf.exp(-ff / 32.0) + tf.exp(-ff / 128.0) + tf.exp(-ff / 512.0)
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            g = self.critic(z_image, training=True)
            gg = tf.reduce_sum(tf.square(g[:, None] - g[None, :]), axis=[2])
            k_gg = (
                tf.exp(-gg / 2.0) + tf.exp(-gg / 8.0) + tf.exp(-gg / 32.0) + tf.exp(-gg / 128.0) + tf.exp(-gg / 512.0)
            )
            fg = tf.reduce_sum(tf.square(f[:, None] - g[None, :]), axis=[2])
            k_fg = (
                tf.exp(-fg / 2.0) + tf.exp(-fg / 8.0) + tf.exp(-fg / 32.0) + tf.exp(-fg / 128.0) + tf.exp(-fg / 512.0)
            )
            MMD = mean_of_pairs(k_ff) + mean_of_pairs(k_gg) - 2.0 * mean_of_pairs(k_fg)
            loss = MMD
        return self.move("generator", tape, loss)

    def train_step(self, batch):
        """One round: five updates of the critic, then one update of the generator."""
        parts = self.split(batch, 6)  # each update sees examples of its own
        for part in parts[:5]:
            logs = self.update_critic(part["x"])
        logs |= self.update_generator(parts[5]["x"])
        return self.finish_round(logs)
