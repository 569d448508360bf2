"""wavegan: compiled from wavegan.yaml (resolved sha256 9e1976a3a990).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, norm


def generator() -> Model:
    """z [batch, 100] to sound [batch, 16384, 1]."""
    z = Input([100], name="z")  # [batch, 100]
    h = layers.Dense(16_384)(z)  # [batch, 16384]
    h = layers.Reshape((16, 1024))(h)  # [batch, 16, 1024]
    h = layers.ReLU()(h)  # [batch, 16, 1024]
    h = layers.Conv1DTranspose(512, kernel_size=24, strides=4, padding="same")(h)  # [batch, 64, 512]
    h = layers.ReLU()(h)  # [batch, 64, 512]
    h = layers.Conv1DTranspose(256, kernel_size=24, strides=4, padding="same")(h)  # [batch, 256, 256]
    h = layers.ReLU()(h)  # [batch, 256, 256]
    h = layers.Conv1DTranspose(128, kernel_size=24, strides=4, padding="same")(h)  # [batch, 1024, 128]
    h = layers.ReLU()(h)  # [batch, 1024, 128]
    h = layers.Conv1DTranspose(64, kernel_size=24, strides=4, padding="same")(h)  # [batch, 4096, 64]
    h = layers.ReLU()(h)  # [batch, 4096, 64]
    # [batch, 16384, 1]
    sound = layers.Conv1DTranspose(1, kernel_size=24, strides=4, padding="same", activation="tanh", name="sound")(h)
    return Model(z, sound, name="generator")


def critic() -> Model:
    """x [batch, 16384, 1] to score [batch, 1]."""
    x = Input([16_384, 1], name="x")  # [batch, 16384, 1]
    h = layers.Conv1D(64, kernel_size=24, strides=4, padding="same")(x)  # [batch, 4096, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4096, 64]
    h = layers.Conv1D(128, kernel_size=24, strides=4, padding="same")(h)  # [batch, 1024, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 1024, 128]
    h = layers.Conv1D(256, kernel_size=24, strides=4, padding="same")(h)  # [batch, 256, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256, 256]
    h = layers.Conv1D(512, kernel_size=24, strides=4, padding="same")(h)  # [batch, 64, 512]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64, 512]
    h = layers.Conv1D(1024, kernel_size=24, strides=4, padding="same")(h)  # [batch, 16, 1024]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 16, 1024]
    h = layers.Flatten()(h)  # [batch, 16384]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(x, score, name="critic")


@saving.register_keras_serializable("wavegan")
class Wavegan(Game):
    """The game of wavegan: critic and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.0001, beta_1=0.5, beta_2=0.9))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0001, beta_1=0.5, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_critic(self, x):
        """Minimize E[critic(fake)] - E[critic(x)]: Gulrajani et al. 2017, eq. 3.

        Here fake = generator(z), between = mix(x, fake).
        gradient_penalty adds 10 * E[square(norm(grad(critic(between), between)) - 1)].
        x: [batch, 16384, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 100])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        between = self.mix("between", x, fake)
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(between)
                between_score = self.critic(between, training=True)
            between_gradient = inner_tape.gradient(between_score, between)
            fake_score, x_score = self.together(self.critic, fake, x, training=True)
            objective = tf.reduce_mean(fake_score) - tf.reduce_mean(x_score)
            gradient_penalty = 10.0 * tf.reduce_mean(tf.square(norm(between_gradient) - 1.0))
            loss = objective + gradient_penalty
        logs = self.move("critic", tape, loss)
        return logs | {
            "D(x)": tf.reduce_mean(x_score),
            "D(G(z))": tf.reduce_mean(fake_score),
            "critic_objective": objective,
            "critic_gradient_penalty": gradient_penalty,
        }

    def update_generator(self):
        """Minimize -E[critic(fake)]: Gulrajani et al. 2017, eq. 3.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 100])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.critic(fake, training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.999)
        return logs

    def train_step(self, batch):
        """One round: five updates of the critic, then one update of the generator."""
        parts = self.split(batch, 5)  # each update sees examples of its own
        for part in parts:
            logs = self.update_critic(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
