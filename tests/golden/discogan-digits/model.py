"""discogan-digits: compiled from discogan-digits.yaml (resolved sha256 574fa23f6bdb).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import Blur2D


def blur() -> Model:
    """image [batch, 8, 8, 1] to blur [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = Blur2D()(image)  # [batch, 8, 8, 1]
    return Model(image, h, name="blur")


def to_b(name: str = "to_b") -> Model:
    """image [batch, 8, 8, 1] to translated [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(image)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 1]
    translated = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="translated")(h)
    return Model(image, translated, name=name)


def to_a() -> Model:
    """The layers of to_b, with weights of its own."""
    return to_b(name="to_a")


def judge_a(name: str = "judge_a") -> Model:
    """image [batch, 8, 8, 1] to logit [batch, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(image, logit, name=name)


def judge_b() -> Model:
    """The layers of judge_a, with weights of its own."""
    return judge_a(name="judge_b")


@saving.register_keras_serializable("discogan-digits")
class DiscoganDigits(Game):
    """The game of discogan-digits: generators and discriminators, each of which moves its own weights alone."""

    fields = ("a", "other")  # what an example of the data holds
    generates = "to_b"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.blur = blur()
        self.to_b = to_b()
        self.to_a = to_a()
        self.judge_a = judge_a()
        self.judge_b = judge_b()
        self.add_player("generators", [self.to_b, self.to_a], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player(
            "discriminators",
            [self.judge_a, self.judge_b],
            optimizers.Adam(learning_rate=0.0002, beta_1=0.5),
        )
        self.ready()

    def update_generators(self, a, other):
        """Minimize -E[log(sigmoid(judge_a(fake_a)))] - E[log(sigmoid(judge_b(fake_b)))] + E[mean(square(to_a(fake_b)
        - a))] + E[mean(square(to_b(fake_a) - b))].

        Here b = blur(other), fake_a = to_a(b), fake_b = to_b(a).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        a: [batch, 8, 8, 1].
        other: [batch, 8, 8, 1].
        """
        b = self.blur(other, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake_a = self.to_a(b, training=True)
            fake_a_logit = self.judge_a(fake_a, training=True)
            fake_b = self.to_b(a, training=True)
            fake_b_logit = self.judge_b(fake_b, training=True)
            fake_b_translated = self.to_a(fake_b, training=True)
            fake_a_translated = self.to_b(fake_a, training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake_a_logit)) + tf.reduce_mean(tf.nn.softplus(-fake_b_logit))
            again_a = tf.reduce_mean(tf.square(fake_b_translated - a))
            again_b = tf.reduce_mean(tf.square(fake_a_translated - b))
            loss = fool + again_a + again_b
        a_blur = self.blur(a, training=False)  # for a metric alone: moving statistics stay as they are
        logs = self.move("generators", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=1500))
        return logs | {
            "found": tf.reduce_mean(tf.abs(fake_b - a_blur)),
            "generators_fool": fool,
            "generators_again_a": again_a,
            "generators_again_b": again_b,
        }

    def update_discriminators(self, a, other):
        """Maximize D_A + D_B.

        Here b = blur(other), fake_a = to_a(b), fake_b = to_b(a), D_A = E[log(sigmoid(judge_a(a)))] + E[log(1 -
        sigmoid(judge_a(fake_a)))], D_B = E[log(sigmoid(judge_b(b)))] + E[log(1 - sigmoid(judge_b(fake_b)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        a: [batch, 8, 8, 1].
        other: [batch, 8, 8, 1].
        """
        b = self.blur(other, training=True)  # fixed in this update: no gradient needed
        fake_a = self.to_a(b, training=True)  # fixed in this update: no gradient needed
        fake_b = self.to_b(a, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            a_logit, fake_a_logit = self.together(self.judge_a, a, fake_a, training=True)
            D_A = -tf.reduce_mean(tf.nn.softplus(-a_logit)) - tf.reduce_mean(tf.nn.softplus(fake_a_logit))
            b_logit, fake_b_logit = self.together(self.judge_b, b, fake_b, training=True)
            D_B = -tf.reduce_mean(tf.nn.softplus(-b_logit)) - tf.reduce_mean(tf.nn.softplus(fake_b_logit))
            loss = -(D_A + D_B)
        return self.move("discriminators", tape, loss, learning_rate=cosine(self.round, 0.0002, 0.0, over=1500))

    def train_step(self, batch):
        """One round: one update of the discriminators, then one update of the generators."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminators(parts[0]["a"], parts[0]["other"])
        logs |= self.update_generators(parts[1]["a"], parts[1]["other"])
        return self.finish_round(logs)

    def serve_a_to_b(self, image):
        """The signature `a_to_b`: translated = to_b(image).

        image: [batch, 8, 8, 1]
        """
        translated = self.network("to_b")(image, training=False)
        return {"translated": translated}

    def serve_b_to_a(self, image):
        """The signature `b_to_a`: translated = to_a(image).

        image: [batch, 8, 8, 1]
        """
        translated = self.network("to_a")(image, training=False)
        return {"translated": translated}
