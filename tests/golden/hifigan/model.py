"""hifigan: compiled from hifigan.yaml (resolved sha256 8d9d31e7d4d3).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game
from gancompile.runtime.layers import ReflectionPadding1D, WeightNormalization


def generator() -> Model:
    """z [batch, 100] to sound [batch, 8192, 1]."""
    z = Input([100], name="z")  # [batch, 100]
    h = layers.Dense(4096)(z)  # [batch, 4096]
    h = layers.Reshape((8, 512))(h)  # [batch, 8, 512]
    h = layers.ReLU()(h)  # [batch, 8, 512]
    h = layers.Conv1DTranspose(256, kernel_size=24, strides=4, padding="same")(h)  # [batch, 32, 256]
    h = layers.ReLU()(h)  # [batch, 32, 256]
    h = layers.Conv1DTranspose(128, kernel_size=24, strides=4, padding="same")(h)  # [batch, 128, 128]
    h = layers.ReLU()(h)  # [batch, 128, 128]
    h = layers.Conv1DTranspose(64, kernel_size=24, strides=4, padding="same")(h)  # [batch, 512, 64]
    h = layers.ReLU()(h)  # [batch, 512, 64]
    h = layers.Conv1DTranspose(32, kernel_size=24, strides=4, padding="same")(h)  # [batch, 2048, 32]
    h = layers.ReLU()(h)  # [batch, 2048, 32]
    # [batch, 8192, 1]
    sound = layers.Conv1DTranspose(1, kernel_size=24, strides=4, padding="same", activation="tanh", name="sound")(h)
    return Model(z, sound, name="generator")


def period_2() -> Model:
    """x [batch, 8192, 1] to scores [batch, 51, 2, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = ReflectionPadding1D((0, 0))(x)  # [batch, 8192, 1]
    h = layers.Reshape((4096, 2, 1))(h)  # [batch, 4096, 2, 1]
    # [batch, 1366, 2, 8]
    h = WeightNormalization(layers.Conv2D(8, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 1366, 2, 8]
    # [batch, 456, 2, 32]
    h = WeightNormalization(layers.Conv2D(32, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 456, 2, 32]
    # [batch, 152, 2, 128]
    h = WeightNormalization(layers.Conv2D(128, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 152, 2, 128]
    # [batch, 51, 2, 256]
    h = WeightNormalization(layers.Conv2D(256, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 51, 2, 256]
    # [batch, 51, 2, 1]
    scores = WeightNormalization(layers.Conv2D(1, kernel_size=(3, 1), padding="same"), name="scores")(h)
    return Model(x, scores, name="period_2")


def period_3() -> Model:
    """x [batch, 8192, 1] to scores [batch, 34, 3, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = ReflectionPadding1D((0, 1))(x)  # [batch, 8193, 1]
    h = layers.Reshape((2731, 3, 1))(h)  # [batch, 2731, 3, 1]
    # [batch, 911, 3, 8]
    h = WeightNormalization(layers.Conv2D(8, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 911, 3, 8]
    # [batch, 304, 3, 32]
    h = WeightNormalization(layers.Conv2D(32, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 304, 3, 32]
    # [batch, 102, 3, 128]
    h = WeightNormalization(layers.Conv2D(128, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 102, 3, 128]
    # [batch, 34, 3, 256]
    h = WeightNormalization(layers.Conv2D(256, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 34, 3, 256]
    # [batch, 34, 3, 1]
    scores = WeightNormalization(layers.Conv2D(1, kernel_size=(3, 1), padding="same"), name="scores")(h)
    return Model(x, scores, name="period_3")


def period_5() -> Model:
    """x [batch, 8192, 1] to scores [batch, 21, 5, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = ReflectionPadding1D((0, 3))(x)  # [batch, 8195, 1]
    h = layers.Reshape((1639, 5, 1))(h)  # [batch, 1639, 5, 1]
    # [batch, 547, 5, 8]
    h = WeightNormalization(layers.Conv2D(8, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 547, 5, 8]
    # [batch, 183, 5, 32]
    h = WeightNormalization(layers.Conv2D(32, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 183, 5, 32]
    # [batch, 61, 5, 128]
    h = WeightNormalization(layers.Conv2D(128, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 61, 5, 128]
    # [batch, 21, 5, 256]
    h = WeightNormalization(layers.Conv2D(256, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 21, 5, 256]
    # [batch, 21, 5, 1]
    scores = WeightNormalization(layers.Conv2D(1, kernel_size=(3, 1), padding="same"), name="scores")(h)
    return Model(x, scores, name="period_5")


def period_7() -> Model:
    """x [batch, 8192, 1] to scores [batch, 15, 7, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = ReflectionPadding1D((0, 5))(x)  # [batch, 8197, 1]
    h = layers.Reshape((1171, 7, 1))(h)  # [batch, 1171, 7, 1]
    # [batch, 391, 7, 8]
    h = WeightNormalization(layers.Conv2D(8, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 391, 7, 8]
    # [batch, 131, 7, 32]
    h = WeightNormalization(layers.Conv2D(32, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 131, 7, 32]
    # [batch, 44, 7, 128]
    h = WeightNormalization(layers.Conv2D(128, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 44, 7, 128]
    # [batch, 15, 7, 256]
    h = WeightNormalization(layers.Conv2D(256, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 15, 7, 256]
    # [batch, 15, 7, 1]
    scores = WeightNormalization(layers.Conv2D(1, kernel_size=(3, 1), padding="same"), name="scores")(h)
    return Model(x, scores, name="period_7")


def period_11() -> Model:
    """x [batch, 8192, 1] to scores [batch, 10, 11, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = ReflectionPadding1D((0, 3))(x)  # [batch, 8195, 1]
    h = layers.Reshape((745, 11, 1))(h)  # [batch, 745, 11, 1]
    # [batch, 249, 11, 8]
    h = WeightNormalization(layers.Conv2D(8, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 249, 11, 8]
    # [batch, 83, 11, 32]
    h = WeightNormalization(layers.Conv2D(32, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 83, 11, 32]
    # [batch, 28, 11, 128]
    h = WeightNormalization(layers.Conv2D(128, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 28, 11, 128]
    # [batch, 10, 11, 256]
    h = WeightNormalization(layers.Conv2D(256, kernel_size=(5, 1), strides=(3, 1), padding="same"))(h)
    h = layers.LeakyReLU(0.1)(h)  # [batch, 10, 11, 256]
    # [batch, 10, 11, 1]
    scores = WeightNormalization(layers.Conv2D(1, kernel_size=(3, 1), padding="same"), name="scores")(h)
    return Model(x, scores, name="period_11")


def scale_1() -> Model:
    """x [batch, 8192, 1] to scores [batch, 32, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = layers.AveragePooling1D(1)(x)  # [batch, 8192, 1]
    h = WeightNormalization(layers.Conv1D(8, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 2048, 8]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 2048, 8]
    h = WeightNormalization(layers.Conv1D(32, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 512, 32]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 512, 32]
    h = WeightNormalization(layers.Conv1D(128, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 128, 128]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 128, 128]
    h = WeightNormalization(layers.Conv1D(256, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 32, 256]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 32, 256]
    scores = WeightNormalization(layers.Conv1D(1, kernel_size=3, padding="same"), name="scores")(h)  # [batch, 32, 1]
    return Model(x, scores, name="scale_1")


def scale_2() -> Model:
    """x [batch, 8192, 1] to scores [batch, 16, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = layers.AveragePooling1D(2)(x)  # [batch, 4096, 1]
    h = WeightNormalization(layers.Conv1D(8, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 1024, 8]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 1024, 8]
    h = WeightNormalization(layers.Conv1D(32, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 256, 32]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 256, 32]
    h = WeightNormalization(layers.Conv1D(128, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 64, 128]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 64, 128]
    h = WeightNormalization(layers.Conv1D(256, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 16, 256]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 16, 256]
    scores = WeightNormalization(layers.Conv1D(1, kernel_size=3, padding="same"), name="scores")(h)  # [batch, 16, 1]
    return Model(x, scores, name="scale_2")


def scale_4() -> Model:
    """x [batch, 8192, 1] to scores [batch, 8, 1]."""
    x = Input([8192, 1], name="x")  # [batch, 8192, 1]
    h = layers.AveragePooling1D(4)(x)  # [batch, 2048, 1]
    h = WeightNormalization(layers.Conv1D(8, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 512, 8]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 512, 8]
    h = WeightNormalization(layers.Conv1D(32, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 128, 32]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 128, 32]
    h = WeightNormalization(layers.Conv1D(128, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 32, 128]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 32, 128]
    h = WeightNormalization(layers.Conv1D(256, kernel_size=16, strides=4, padding="same"))(h)  # [batch, 8, 256]
    h = layers.LeakyReLU(0.1)(h)  # [batch, 8, 256]
    scores = WeightNormalization(layers.Conv1D(1, kernel_size=3, padding="same"), name="scores")(h)  # [batch, 8, 1]
    return Model(x, scores, name="scale_4")


@saving.register_keras_serializable("hifigan")
class Hifigan(Game):
    """The game of hifigan: discriminators and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.period_2 = period_2()
        self.period_3 = period_3()
        self.period_5 = period_5()
        self.period_7 = period_7()
        self.period_11 = period_11()
        self.scale_1 = scale_1()
        self.scale_2 = scale_2()
        self.scale_4 = scale_4()
        self.add_player(
            "discriminators",
            [
                self.period_2,
                self.period_3,
                self.period_5,
                self.period_7,
                self.period_11,
                self.scale_1,
                self.scale_2,
                self.scale_4,
            ],
            optimizers.Adam(learning_rate=0.0002, beta_1=0.5, beta_2=0.9),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminators(self, x):
        """Minimize E[mean(square(period_2(x) - 1))] + E[mean(square(period_2(fake)))] + (E[mean(square(period_3(x) -
        1))] + E[mean(square(period_3(fake)))]) + (E[mean(square(period_5(x) - 1))] +
        E[mean(square(period_5(fake)))]) + (E[mean(square(period_7(x) - 1))] + E[mean(square(period_7(fake)))]) +
        (E[mean(square(period_11(x) - 1))] + E[mean(square(period_11(fake)))]) + E[mean(square(scale_1(x) - 1))] +
        E[mean(square(scale_1(fake)))] + (E[mean(square(scale_2(x) - 1))] + E[mean(square(scale_2(fake)))]) +
        (E[mean(square(scale_4(x) - 1))] + E[mean(square(scale_4(fake)))]).

        Here fake = generator(z).
        x: [batch, 8192, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 100])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_scores, fake_scores = self.together(self.period_2, x, fake, training=True)
            x_scores_2, fake_scores_2 = self.together(self.period_3, x, fake, training=True)
            x_scores_3, fake_scores_3 = self.together(self.period_5, x, fake, training=True)
            x_scores_4, fake_scores_4 = self.together(self.period_7, x, fake, training=True)
            x_scores_5, fake_scores_5 = self.together(self.period_11, x, fake, training=True)
            x_scores_6, fake_scores_6 = self.together(self.scale_1, x, fake, training=True)
            x_scores_7, fake_scores_7 = self.together(self.scale_2, x, fake, training=True)
            x_scores_8, fake_scores_8 = self.together(self.scale_4, x, fake, training=True)
            periods = (
                tf.reduce_mean(tf.square(x_scores - 1.0))
                + tf.reduce_mean(tf.square(fake_scores))
                + (tf.reduce_mean(tf.square(x_scores_2 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_2)))
                + (tf.reduce_mean(tf.square(x_scores_3 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_3)))
                + (tf.reduce_mean(tf.square(x_scores_4 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_4)))
                + (tf.reduce_mean(tf.square(x_scores_5 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_5)))
            )
            scales = (
                tf.reduce_mean(tf.square(x_scores_6 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_6))
                + (tf.reduce_mean(tf.square(x_scores_7 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_7)))
                + (tf.reduce_mean(tf.square(x_scores_8 - 1.0)) + tf.reduce_mean(tf.square(fake_scores_8)))
            )
            loss = periods + scales
        logs = self.move("discriminators", tape, loss)
        return logs | {"discriminators_periods": periods, "discriminators_scales": scales}

    def update_generator(self):
        """Minimize E[mean(square(period_2(fake) - 1))] + E[mean(square(period_3(fake) - 1))] +
        E[mean(square(period_5(fake) - 1))] + E[mean(square(period_7(fake) - 1))] + E[mean(square(period_11(fake)
        - 1))] + E[mean(square(scale_1(fake) - 1))] + E[mean(square(scale_2(fake) - 1))] +
        E[mean(square(scale_4(fake) - 1))].

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 100])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_scores = self.period_2(fake, training=True)
            fake_scores_2 = self.period_3(fake, training=True)
            fake_scores_3 = self.period_5(fake, training=True)
            fake_scores_4 = self.period_7(fake, training=True)
            fake_scores_5 = self.period_11(fake, training=True)
            fake_scores_6 = self.scale_1(fake, training=True)
            fake_scores_7 = self.scale_2(fake, training=True)
            fake_scores_8 = self.scale_4(fake, training=True)
            periods = (
                tf.reduce_mean(tf.square(fake_scores - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_2 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_3 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_4 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_5 - 1.0))
            )
            scales = (
                tf.reduce_mean(tf.square(fake_scores_6 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_7 - 1.0))
                + tf.reduce_mean(tf.square(fake_scores_8 - 1.0))
            )
            loss = periods + scales
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.999)
        return logs | {"generator_periods": periods, "generator_scales": scales}

    def train_step(self, batch):
        """One round: one update of the discriminators, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminators(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
