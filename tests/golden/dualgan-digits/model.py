"""dualgan-digits: compiled from dualgan-digits.yaml (resolved sha256 70f6461e7986).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def to_b(name: str = "to_b") -> Model:
    """image [batch, 8, 8, 1] to translated [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    large = layers.LeakyReLU(0.2, name="large")(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False)(large)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Conv2D(64, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.Dropout(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Concatenate()([h, large])  # [batch, 8, 8, 64]
    # [batch, 8, 8, 1]
    translated = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="translated")(h)
    return Model(image, translated, name=name)


def to_a() -> Model:
    """The layers of to_b, with weights of its own."""
    return to_b(name="to_a")


def critic_a(name: str = "critic_a") -> Model:
    """image [batch, 8, 8, 1] to score [batch, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(image, score, name=name)


def critic_b() -> Model:
    """The layers of critic_a, with weights of its own."""
    return critic_a(name="critic_b")


@saving.register_keras_serializable("dualgan-digits")
class DualganDigits(Game):
    """The game of dualgan-digits: critics and translators, each of which moves its own weights alone."""

    fields = ("u", "other")  # what an example of the data holds
    generates = "to_b"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.to_b = to_b()
        self.to_a = to_a()
        self.critic_a = critic_a()
        self.critic_b = critic_b()
        self.add_player("critics", [self.critic_a, self.critic_b], optimizers.RMSprop(learning_rate=0.0002))
        self.add_player("translators", [self.to_b, self.to_a], optimizers.RMSprop(learning_rate=0.0002))
        self.ready()

    def update_critics(self, u, other):
        """Minimize E[critic_a(fake_u)] - E[critic_a(u)] + E[critic_b(fake_v)] - E[critic_b(v)].

        Here v = -0.5 * (other + 1), fake_u = to_a(v), fake_v = to_b(u).
        u: [batch, 8, 8, 1].
        other: [batch, 8, 8, 1].
        """
        v = -(0.5 * (other + 1.0))
        fake_u = self.to_a(v, training=True)  # fixed in this update: no gradient needed
        fake_v = self.to_b(u, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake_u_score, u_score = self.together(self.critic_a, fake_u, u, training=True)
            fake_v_score, v_score = self.together(self.critic_b, fake_v, v, training=True)
            loss = (
                tf.reduce_mean(fake_u_score)
                - tf.reduce_mean(u_score)
                + tf.reduce_mean(fake_v_score)
                - tf.reduce_mean(v_score)
            )
        logs = self.move("critics", tape, loss)
        self.clip(self.critic_a, 0.05)
        self.clip(self.critic_b, 0.05)
        return logs

    def update_translators(self, u, other):
        """Minimize -E[critic_a(fake_u)] - E[critic_b(fake_v)] + 20 * E[mean(abs(u - to_a(fake_v)))] + 20 *
        E[mean(abs(v - to_b(fake_u)))].

        Here v = -0.5 * (other + 1), fake_u = to_a(v), fake_v = to_b(u).
        u: [batch, 8, 8, 1].
        other: [batch, 8, 8, 1].
        """
        v = -(0.5 * (other + 1.0))
        with tf.GradientTape() as tape:
            fake_u = self.to_a(v, training=True)
            fake_u_score = self.critic_a(fake_u, training=True)
            fake_v = self.to_b(u, training=True)
            fake_v_score = self.critic_b(fake_v, training=True)
            fake_v_translated = self.to_a(fake_v, training=True)
            fake_u_translated = self.to_b(fake_u, training=True)
            fool = -tf.reduce_mean(fake_u_score) - tf.reduce_mean(fake_v_score)
            again_u = 20.0 * tf.reduce_mean(tf.abs(u - fake_v_translated))
            again_v = 20.0 * tf.reduce_mean(tf.abs(v - fake_u_translated))
            loss = fool + again_u + again_v
        logs = self.move("translators", tape, loss)
        return logs | {
            "found": tf.reduce_mean(tf.abs(fake_v + 0.5 * (u + 1.0))),
            "translators_fool": fool,
            "translators_again_u": again_u,
            "translators_again_v": again_v,
        }

    def train_step(self, batch):
        """One round: three updates of the critics, then one update of the translators."""
        parts = self.split(batch, 4)  # each update sees examples of its own
        for part in parts[:3]:
            logs = self.update_critics(part["u"], part["other"])
        logs |= self.update_translators(parts[3]["u"], parts[3]["other"])
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
