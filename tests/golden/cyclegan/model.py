"""cyclegan: compiled from cyclegan.yaml (resolved sha256 c0fca7e5289b).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, initializers, layers, optimizers, saving

from gancompile.runtime import Game, linear, piecewise
from gancompile.runtime.layers import ReflectionPadding2D


def convolution(x, padding=1, filters=256, kernel_size=3):
    """The block `convolution`."""
    h = ReflectionPadding2D(padding)(x)
    h = layers.Conv2D(
        filters,
        kernel_size=kernel_size,
        strides=1,
        use_bias=False,
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(h)
    h = layers.GroupNormalization(-1, epsilon=1e-05)(h)
    return h


def convolution_2(x, filters, kernel_size=3, strides=2):
    """The block `convolution`."""
    h = layers.Conv2D(
        filters,
        kernel_size=kernel_size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(x)
    h = layers.GroupNormalization(-1, epsilon=1e-05)(h)
    return h


def patches(x, filters, kernel_size=4, strides=2):
    """The block `patches`."""
    h = convolution_2(x, filters=filters, kernel_size=kernel_size, strides=strides)
    h = layers.LeakyReLU(0.2)(h)
    return h


def to_b(name: str = "to_b") -> Model:
    """image [batch, 128, 128, 3] to translated [batch, 128, 128, 3]."""
    image = Input([128, 128, 3], name="image")  # [batch, 128, 128, 3]
    h = convolution(image, padding=3, filters=64, kernel_size=7)  # [batch, 128, 128, 64]
    h = layers.ReLU()(h)  # [batch, 128, 128, 64]
    h = convolution_2(h, filters=128)  # [batch, 64, 64, 128]
    h = layers.ReLU()(h)  # [batch, 64, 64, 128]
    h = convolution_2(h, filters=256)  # [batch, 32, 32, 256]
    h6 = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h6)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h10 = layers.Add()([h, h6])  # [batch, 32, 32, 256]
    h = convolution(h10)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h14 = layers.Add()([h, h10])  # [batch, 32, 32, 256]
    h = convolution(h14)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h18 = layers.Add()([h, h14])  # [batch, 32, 32, 256]
    h = convolution(h18)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h22 = layers.Add()([h, h18])  # [batch, 32, 32, 256]
    h = convolution(h22)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h26 = layers.Add()([h, h22])  # [batch, 32, 32, 256]
    h = convolution(h26)  # [batch, 32, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 32, 256]
    h = convolution(h)  # [batch, 32, 32, 256]
    h = layers.Add()([h, h26])  # [batch, 32, 32, 256]
    # [batch, 64, 64, 128]
    h = layers.Conv2DTranspose(
        128,
        kernel_size=4,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(h)
    h = layers.GroupNormalization(-1, epsilon=1e-05)(h)  # [batch, 64, 64, 128]
    h = layers.ReLU()(h)  # [batch, 64, 64, 128]
    # [batch, 128, 128, 64]
    h = layers.Conv2DTranspose(
        64,
        kernel_size=4,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(h)
    h = layers.GroupNormalization(-1, epsilon=1e-05)(h)  # [batch, 128, 128, 64]
    h = layers.ReLU()(h)  # [batch, 128, 128, 64]
    h = ReflectionPadding2D(3)(h)  # [batch, 134, 134, 64]
    # [batch, 128, 128, 3]
    translated = layers.Conv2D(
        3,
        kernel_size=7,
        activation="tanh",
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
        name="translated",
    )(h)
    return Model(image, translated, name=name)


def to_a() -> Model:
    """The layers of to_b, with weights of its own."""
    return to_b(name="to_a")


def judge_a(name: str = "judge_a") -> Model:
    """image [batch, 128, 128, 3] to scores [batch, 16, 16, 1]."""
    image = Input([128, 128, 3], name="image")  # [batch, 128, 128, 3]
    # [batch, 64, 64, 64]
    h = layers.Conv2D(
        64,
        kernel_size=4,
        strides=2,
        padding="same",
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
    )(image)
    h = layers.LeakyReLU(0.2)(h)  # [batch, 64, 64, 64]
    h = patches(h, filters=128)  # [batch, 32, 32, 128]
    h = patches(h, filters=256)  # [batch, 16, 16, 256]
    h = patches(h, filters=512, kernel_size=3, strides=1)  # [batch, 16, 16, 512]
    # [batch, 16, 16, 1]
    scores = layers.Conv2D(
        1,
        kernel_size=3,
        padding="same",
        kernel_initializer=initializers.RandomNormal(stddev=0.02),
        name="scores",
    )(h)
    return Model(image, scores, name=name)


def judge_b() -> Model:
    """The layers of judge_a, with weights of its own."""
    return judge_a(name="judge_b")


@saving.register_keras_serializable("cyclegan")
class Cyclegan(Game):
    """The game of cyclegan: translators and judges, each of which moves its own weights alone."""

    fields = ("a", "b")  # what an example of the data holds
    generates = "to_b"  # the network that is sampled

    def __init__(self, seed=0, batch_size=1, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.to_b = to_b()
        self.to_a = to_a()
        self.judge_a = judge_a()
        self.judge_b = judge_b()
        self.add_player("translators", [self.to_b, self.to_a], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("judges", [self.judge_a, self.judge_b], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_pool("fake_a", 50, [128, 128, 3])
        self.add_pool("fake_b", 50, [128, 128, 3])
        self.ready()

    def update_translators(self, a, b):
        """Minimize E[mean(square(judge_a(fake_a) - 1))] + E[mean(square(judge_b(fake_b) - 1))] + 10 * back + 5 *
        same.

        Here fake_a = to_a(b), fake_b = to_b(a), a_reconstructed = to_a(fake_b), b_reconstructed = to_b(fake_a), back =
        E[mean(abs(a_reconstructed - a))] + E[mean(abs(b_reconstructed - b))], same = E[mean(abs(to_b(b) - b))] +
        E[mean(abs(to_a(a) - a))].
        a: [batch, 128, 128, 3].
        b: [batch, 128, 128, 3].
        """
        with tf.GradientTape() as tape:
            fake_b = self.to_b(a, training=True)
            fake_a, a_reconstructed, a_translated = self.together(self.to_a, b, fake_b, a, training=True)
            fake_a_scores = self.judge_a(fake_a, training=True)
            fake_b_scores = self.judge_b(fake_b, training=True)
            b_reconstructed, b_translated = self.together(self.to_b, fake_a, b, training=True)
            back = tf.reduce_mean(tf.abs(a_reconstructed - a)) + tf.reduce_mean(tf.abs(b_reconstructed - b))
            same = tf.reduce_mean(tf.abs(b_translated - b)) + tf.reduce_mean(tf.abs(a_translated - a))
            fool = tf.reduce_mean(tf.square(fake_a_scores - 1.0)) + tf.reduce_mean(tf.square(fake_b_scores - 1.0))
            cycle = 10.0 * back
            identity = 5.0 * same
            loss = fool + cycle + identity
        logs = self.move(
            "translators",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.0002), (2400, linear(self.round, 0.0002, 0.0, over=2400, since=2400))]
            ),
        )
        return logs | {"translators_fool": fool, "translators_cycle": cycle, "translators_identity": identity}

    def update_judges(self, a, b):
        """Minimize 0.5 * (E[mean(square(judge_a(a) - 1))] + E[mean(square(judge_a(pool(fake_a, 50))))]) + 0.5 *
        (E[mean(square(judge_b(b) - 1))] + E[mean(square(judge_b(pool(fake_b, 50))))]).

        Here fake_a = to_a(b), fake_b = to_b(a).
        a: [batch, 128, 128, 3].
        b: [batch, 128, 128, 3].
        """
        fake_a = self.to_a(b, training=True)  # fixed in this update: no gradient needed
        fake_a_pooled = self.pool("fake_a", fake_a)
        fake_b = self.to_b(a, training=True)  # fixed in this update: no gradient needed
        fake_b_pooled = self.pool("fake_b", fake_b)
        with tf.GradientTape() as tape:
            a_scores, fake_a_pooled_scores = self.together(self.judge_a, a, fake_a_pooled, training=True)
            b_scores, fake_b_pooled_scores = self.together(self.judge_b, b, fake_b_pooled, training=True)
            a_loss = 0.5 * (tf.reduce_mean(tf.square(a_scores - 1.0)) + tf.reduce_mean(tf.square(fake_a_pooled_scores)))
            b_loss = 0.5 * (tf.reduce_mean(tf.square(b_scores - 1.0)) + tf.reduce_mean(tf.square(fake_b_pooled_scores)))
            loss = a_loss + b_loss
        logs = self.move(
            "judges",
            tape,
            loss,
            learning_rate=piecewise(
                self.round, [(0, 0.0002), (2400, linear(self.round, 0.0002, 0.0, over=2400, since=2400))]
            ),
        )
        return logs | {"judges_a": a_loss, "judges_b": b_loss}

    def train_step(self, batch):
        """One round: one update of the translators, then one update of the judges."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_translators(parts[0]["a"], parts[0]["b"])
        logs |= self.update_judges(parts[1]["a"], parts[1]["b"])
        return self.finish_round(logs)

    def serve_a_to_b(self, image):
        """The signature `a_to_b`: translated = to_b(image).

        image: [batch, 128, 128, 3]
        """
        translated = self.network("to_b")(image, training=False)
        return {"translated": translated}

    def serve_b_to_a(self, image):
        """The signature `b_to_a`: translated = to_a(image).

        image: [batch, 128, 128, 3]
        """
        translated = self.network("to_a")(image, training=False)
        return {"translated": translated}
