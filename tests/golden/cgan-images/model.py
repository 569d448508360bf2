"""cgan-images: compiled from cgan-images.yaml (resolved sha256 9cbd7916bf08).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game
from gancompile.runtime.layers import GlobalSumPooling2D, ProjectionHead


def generator() -> Model:
    """z [batch, 128] and y [batch] to image [batch, 64, 64, 3]."""
    z = Input([128], name="z")  # [batch, 128]
    y = Input([], name="y", dtype="int32")  # [batch]
    h = layers.Embedding(3, output_dim=32)(y)  # [batch, 32]
    h = layers.Concatenate()([z, h])  # [batch, 160]
    h = layers.Dense(8192, use_bias=False)(h)  # [batch, 8192]
    h = layers.BatchNormalization()(h)  # [batch, 8192]
    h = layers.ReLU()(h)  # [batch, 8192]
    h = layers.Reshape((4, 4, 512))(h)  # [batch, 4, 4, 512]
    h = layers.Conv2DTranspose(256, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 256]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 256]
    h = layers.ReLU()(h)  # [batch, 8, 8, 256]
    h = layers.Conv2DTranspose(128, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 16, 16, 128]
    h = layers.BatchNormalization()(h)  # [batch, 16, 16, 128]
    h = layers.ReLU()(h)  # [batch, 16, 16, 128]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 32, 32, 64]
    h = layers.BatchNormalization()(h)  # [batch, 32, 32, 64]
    h = layers.ReLU()(h)  # [batch, 32, 32, 64]
    # [batch, 64, 64, 3]
    image = layers.Conv2DTranspose(3, kernel_size=4, strides=2, padding="same", activation="tanh", name="image")(h)
    return Model([z, y], image, name="generator")


def discriminator() -> Model:
    """x [batch, 64, 64, 3] and y [batch] to logit [batch, 1]."""
    x = Input([64, 64, 3], name="x")  # [batch, 64, 64, 3]
    y = Input([], name="y", dtype="int32")  # [batch]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(x)  # [batch, 32, 32, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 32, 32, 64]
    h = layers.Conv2D(128, kernel_size=4, strides=2, padding="same")(h)  # [batch, 16, 16, 128]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 16, 16, 128]
    h = layers.Conv2D(256, kernel_size=4, strides=2, padding="same")(h)  # [batch, 8, 8, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 256]
    h = layers.Conv2D(512, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 512]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 512]
    h = GlobalSumPooling2D()(h)  # [batch, 512]
    logit = ProjectionHead(3, name="logit")([h, y])  # [batch, 1]
    return Model([x, y], logit, name="discriminator")


@saving.register_keras_serializable("cgan-images")
class CganImages(Game):
    """The game of cgan-images: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.0002, beta_1=0, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y):
        """Maximize E[log(sigmoid(discriminator(x, y)))] + E[log(1 - sigmoid(discriminator(fake, y)))]: Goodfellow et
        al. 2014, section 3.

        Here fake = generator(z, y).
        r1 adds E[square(norm(grad(discriminator(x, y), x)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 64, 64, 3].
        y: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 128])
        fake = self.generator([z, y], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                x_logit = self.discriminator([x, y], training=True)
            x_gradient = inner_tape.gradient(x_logit, x)
            fake_logit = self.discriminator([fake, y], training=True)
            objective = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(fake_logit))
            r1 = tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = objective + r1
        logs = self.move("discriminator", tape, loss)
        return logs | {
            "D(x)": tf.reduce_mean(tf.sigmoid(x_logit)),
            "D(G(z))": tf.reduce_mean(tf.sigmoid(fake_logit)),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
        }

    def update_generator(self, y):
        """Maximize E[log(sigmoid(discriminator(fake, y)))]: Goodfellow et al. 2014, section 3.

        Here fake = generator(z, y).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        y: [batch] int32.
        """
        batch_size = tf.shape(y)[0]
        z = self.normal("z", [batch_size, 128])
        with tf.GradientTape() as tape:
            fake = self.generator([z, y], training=True)
            fake_logit = self.discriminator([fake, y], training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.999)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["y"])
        logs |= self.update_generator(parts[1]["y"])
        return self.finish_round(logs)
