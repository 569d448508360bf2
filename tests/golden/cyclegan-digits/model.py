"""cyclegan-digits: compiled from cyclegan-digits.yaml (resolved sha256 604558231e51).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, linear, piecewise


def to_b(name: str = "to_b") -> Model:
    """image [batch, 8, 8, 1] to translated [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h2 = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(h2)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(h)  # [batch, 8, 8, 32]
    h = layers.Add()([h, h2])  # [batch, 8, 8, 32]
    # [batch, 8, 8, 1]
    translated = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="translated")(h)
    return Model(image, translated, name=name)


def to_a() -> Model:
    """The layers of to_b, with weights of its own."""
    return to_b(name="to_a")


def judge_a(name: str = "judge_a") -> Model:
    """image [batch, 8, 8, 1] to score [batch, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(image, score, name=name)


def judge_b() -> Model:
    """The layers of judge_a, with weights of its own."""
    return judge_a(name="judge_b")


@saving.register_keras_serializable("cyclegan-digits")
class CycleganDigits(Game):
    """The game of cyclegan-digits: translators and judges, each of which moves its own weights alone."""

    fields = ("a", "upright")  # what an example of the data holds
    generates = "to_b"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.to_b = to_b()
        self.to_a = to_a()
        self.judge_a = judge_a()
        self.judge_b = judge_b()
        self.add_player("translators", [self.to_b, self.to_a], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player("judges", [self.judge_a, self.judge_b], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_pool("fake_a", 50, [8, 8, 1])
        self.add_pool("fake_b", 50, [8, 8, 1])
        self.ready()

    def update_translators(self, a, upright):
        """Minimize E[square(judge_a(fake_a) - 1)] + E[square(judge_b(fake_b) - 1)] + 10 * back.

        Here b = -upright, fake_a = to_a(b), fake_b = to_b(a), a_reconstructed = to_a(fake_b), b_reconstructed =
        to_b(fake_a), back = E[mean(abs(a_reconstructed - a))] + E[mean(abs(b_reconstructed - b))].
        a: [batch, 8, 8, 1].
        upright: [batch, 8, 8, 1].
        """
        b = -upright
        with tf.GradientTape() as tape:
            fake_b = self.to_b(a, training=True)
            fake_a, a_reconstructed = self.together(self.to_a, b, fake_b, training=True)
            fake_a_score = self.judge_a(fake_a, training=True)
            fake_b_score = self.judge_b(fake_b, training=True)
            b_reconstructed = self.to_b(fake_a, training=True)
            back = tf.reduce_mean(tf.abs(a_reconstructed - a)) + tf.reduce_mean(tf.abs(b_reconstructed - b))
            fool = tf.reduce_mean(tf.square(fake_a_score - 1.0)) + tf.reduce_mean(tf.square(fake_b_score - 1.0))
            cycle = 10.0 * back
            loss = fool + cycle
        logs = self.move(
            "translators",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.001), (1000, linear(self.round, 0.001, 0.0, over=1000, since=1000))]
            ),
        )
        return logs | {"kept": tf.reduce_mean(tf.abs(fake_b + a)), "translators_fool": fool, "translators_cycle": cycle}

    def update_judges(self, a, upright):
        """Minimize 0.5 * (E[square(judge_a(a) - 1)] + E[square(judge_a(pool(fake_a, 50)))]) + 0.5 *
        (E[square(judge_b(b) - 1)] + E[square(judge_b(pool(fake_b, 50)))]).

        Here b = -upright, fake_a = to_a(b), fake_b = to_b(a).
        a: [batch, 8, 8, 1].
        upright: [batch, 8, 8, 1].
        """
        b = -upright
        fake_a = self.to_a(b, training=True)  # fixed in this update: no gradient needed
        fake_a_pooled = self.pool("fake_a", fake_a)
        fake_b = self.to_b(a, training=True)  # fixed in this update: no gradient needed
        fake_b_pooled = self.pool("fake_b", fake_b)
        with tf.GradientTape() as tape:
            a_score, fake_a_pooled_score = self.together(self.judge_a, a, fake_a_pooled, training=True)
            b_score, fake_b_pooled_score = self.together(self.judge_b, b, fake_b_pooled, training=True)
            a_loss = 0.5 * (tf.reduce_mean(tf.square(a_score - 1.0)) + tf.reduce_mean(tf.square(fake_a_pooled_score)))
            b_loss = 0.5 * (tf.reduce_mean(tf.square(b_score - 1.0)) + tf.reduce_mean(tf.square(fake_b_pooled_score)))
            loss = a_loss + b_loss
        logs = self.move(
            "judges",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.0002), (1000, linear(self.round, 0.0002, 0.0, over=1000, since=1000))]
            ),
        )
        return logs | {"judges_a": a_loss, "judges_b": b_loss}

    def train_step(self, batch):
        """One round: one update of the translators, then one update of the judges."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_translators(parts[0]["a"], parts[0]["upright"])
        logs |= self.update_judges(parts[1]["a"], parts[1]["upright"])
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
