"""progressive-digits: compiled from progressive-digits.yaml (resolved sha256 cccb09710ced).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, norm
from gancompile.runtime.layers import EqualizedLearningRate, FadeIn, MinibatchStandardDeviation, PixelNormalization


def convolution(x, name, kernel_size=3):
    """The block `convolution`."""
    h = EqualizedLearningRate(
        layers.Conv2D(32, kernel_size=kernel_size, padding="same"),
        gain=1.414,
        name=f"{name}_kernel",
    )(x)
    h = layers.LeakyReLU(0.2)(h)
    return h


def up(x, name):
    """The block `up`."""
    h = layers.UpSampling2D(2)(x)
    h = convolution(h, name=f"{name}_first")
    h = PixelNormalization()(h)
    h = convolution(h, name=f"{name}_second")
    h = PixelNormalization()(h)
    return h


def down(x, name):
    """The block `down`."""
    h = convolution(x, name=f"{name}_first")
    h = convolution(h, name=f"{name}_second")
    h = layers.AveragePooling2D(2)(h)
    return h


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = PixelNormalization()(z)  # [batch, 32]
    seed = EqualizedLearningRate(layers.Dense(128), gain=0.35, name="seed")(h)  # [batch, 128]
    h = layers.LeakyReLU(0.2)(seed)  # [batch, 128]
    h = layers.Reshape((2, 2, 32))(h)  # [batch, 2, 2, 32]
    up_4 = up(h, name="up_4")  # [batch, 4, 4, 32]
    smaller = layers.Identity(name="smaller")(up_4)  # [batch, 4, 4, 32]
    image_4 = EqualizedLearningRate(layers.Conv2D(1, kernel_size=1), name="image_4")(smaller)  # [batch, 4, 4, 1]
    old = layers.UpSampling2D(2, name="old")(image_4)  # [batch, 8, 8, 1]
    up_8 = up(smaller, name="up_8")  # [batch, 8, 8, 32]
    image_8 = EqualizedLearningRate(layers.Conv2D(1, kernel_size=1), name="image_8")(up_8)  # [batch, 8, 8, 1]
    image = FadeIn(amount=1, name="image")([old, image_8])  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def critic() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.AveragePooling2D(2)(x)  # [batch, 4, 4, 1]
    from_4 = convolution(h, kernel_size=1, name="from_4")  # [batch, 4, 4, 32]
    from_8 = convolution(x, kernel_size=1, name="from_8")  # [batch, 8, 8, 32]
    down_8 = down(from_8, name="down_8")  # [batch, 4, 4, 32]
    h = FadeIn(amount=1)([from_4, down_8])  # [batch, 4, 4, 32]
    down_4 = down(h, name="down_4")  # [batch, 2, 2, 32]
    h = MinibatchStandardDeviation(4)(down_4)  # [batch, 2, 2, 33]
    last = convolution(h, name="last")  # [batch, 2, 2, 32]
    h = layers.Flatten()(last)  # [batch, 128]
    score = EqualizedLearningRate(layers.Dense(1), name="score")(h)  # [batch, 1]
    return Model(x, score, name="critic")


@saving.register_keras_serializable("progressive-digits")
class ProgressiveDigits(Game):
    """The game of progressive-digits: critic and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.005, beta_1=0, beta_2=0.99))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.005, beta_1=0, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_critic(self, x):
        """Minimize E[critic(fake)] - E[critic(x)]: Gulrajani et al. 2017, eq. 3.

        Here fake = generator(z), between = mix(x, fake).
        gradient_penalty adds 10 * E[square(norm(grad(critic(between), between)) - 1)].
        drift adds 0.001 * E[square(critic(x))].
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        between = self.mix("between", x, fake)
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(between)
                between_score = self.critic(between, training=True)
            between_gradient = inner_tape.gradient(between_score, between)
            fake_score = self.critic(fake, training=True)
            x_score = self.critic(x, training=True)
            objective = tf.reduce_mean(fake_score) - tf.reduce_mean(x_score)
            gradient_penalty = 10.0 * tf.reduce_mean(tf.square(norm(between_gradient) - 1.0))
            drift = 0.001 * tf.reduce_mean(tf.square(x_score))
            loss = objective + gradient_penalty + drift
        logs = self.move("critic", tape, loss)
        return logs | {
            "D(x)": tf.reduce_mean(x_score),
            "D(G(z))": tf.reduce_mean(fake_score),
            "critic_objective": objective,
            "critic_gradient_penalty": gradient_penalty,
            "critic_drift": drift,
        }

    def update_generator(self):
        """Minimize -E[critic(fake)]: Gulrajani et al. 2017, eq. 3.

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.critic(fake, training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the critic, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_critic(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
