"""r3gan-digits: compiled from r3gan-digits.yaml (resolved sha256 a16ee968ced7).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, initializers, layers, optimizers, saving

from gancompile.runtime import Game, cosine, half_life
from gancompile.runtime.layers import LearnedConstant


def residue(x):
    """The block `residue`."""
    h = layers.Conv2D(
        64,
        kernel_size=1,
        kernel_initializer=initializers.VarianceScaling(
            scale=1.3598207330510528, mode="fan_in", distribution="untruncated_normal"
        ),
    )(x)
    h = layers.LeakyReLU(0.2)(h)
    h = layers.Conv2D(
        64,
        kernel_size=3,
        padding="same",
        kernel_initializer=initializers.VarianceScaling(
            scale=1.3598207330510528, mode="fan_in", distribution="untruncated_normal"
        ),
    )(h)
    h = layers.LeakyReLU(0.2)(h)
    h = layers.Conv2D(32, kernel_size=1, use_bias=False, kernel_initializer="zeros")(h)
    h = layers.Add()([h, x])
    return h


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    # [batch, 32]
    h = layers.Dense(
        32,
        use_bias=False,
        kernel_initializer=initializers.VarianceScaling(scale=1, mode="fan_in", distribution="untruncated_normal"),
    )(z)
    amounts = layers.Reshape((1, 1, 32), name="amounts")(h)  # [batch, 1, 1, 32]
    # [batch, 4, 4, 32]
    basis = LearnedConstant((4, 4, 32), initializer=initializers.RandomNormal(stddev=1), name="basis")(z)
    h = layers.Multiply()([basis, amounts])  # [batch, 4, 4, 32]
    h = residue(h)  # [batch, 4, 4, 32]
    h = layers.UpSampling2D(2, interpolation="bilinear")(h)  # [batch, 8, 8, 32]
    h = residue(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 1]
    image = layers.Conv2D(
        1,
        kernel_size=1,
        use_bias=False,
        kernel_initializer=initializers.VarianceScaling(scale=1, mode="fan_in", distribution="untruncated_normal"),
        name="image",
    )(h)
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    # [batch, 8, 8, 32]
    h = layers.Conv2D(
        32,
        kernel_size=1,
        use_bias=False,
        kernel_initializer=initializers.VarianceScaling(scale=1, mode="fan_in", distribution="untruncated_normal"),
    )(x)
    h = residue(h)  # [batch, 8, 8, 32]
    h = layers.AveragePooling2D(2)(h)  # [batch, 4, 4, 32]
    h = residue(h)  # [batch, 4, 4, 32]
    # [batch, 1, 1, 32]
    h = layers.DepthwiseConv2D(4, use_bias=False, depthwise_initializer=initializers.RandomNormal(stddev=0.25))(h)
    h = layers.Flatten()(h)  # [batch, 32]
    # [batch, 1]
    score = layers.Dense(
        1,
        use_bias=False,
        kernel_initializer=initializers.VarianceScaling(scale=1, mode="fan_in", distribution="untruncated_normal"),
        name="score",
    )(h)
    return Model(x, score, name="discriminator")


@saving.register_keras_serializable("r3gan-digits")
class R3ganDigits(Game):
    """The game of r3gan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.9),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x) - discriminator(fake)))]: Jolicoeur-Martineau 2018, section 3.4;
        Huang et al. 2024, eq. 2.

        Here fake = generator(z).
        r1 adds weight * E[square(norm(grad(discriminator(x), x)))].
        r2 adds weight * E[square(norm(grad(discriminator(fake), fake)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        weight = cosine(self.round, 0.5, 0.1, over=3125)
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch([x, fake])
                x_score, fake_score = self.together(self.discriminator, x, fake, training=True)
            x_gradient, fake_gradient = inner_tape.gradient([x_score, fake_score], [x, fake])
            objective = tf.reduce_mean(tf.nn.softplus(fake_score - x_score))
            r1 = weight * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            r2 = weight * tf.reduce_mean(tf.reduce_sum(tf.square(fake_gradient), axis=[1, 2, 3]))
            loss = objective + r1 + r2
        logs = self.move(
            "discriminator",
            tape,
            loss,
            learning_rate=cosine(self.round, 0.001, 0.0001, over=3125),
            beta_2=cosine(self.round, 0.9, 0.99, over=3125),
        )
        return logs | {
            "D(x)": tf.reduce_mean(x_score),
            "D(G(z))": tf.reduce_mean(fake_score),
            "discriminator_objective": objective,
            "discriminator_r1": r1,
            "discriminator_r2": r2,
        }

    def update_generator(self, x):
        """Maximize E[log(sigmoid(discriminator(fake) - discriminator(x)))]: Jolicoeur-Martineau 2018, section 3.4;
        Huang et al. 2024, eq. 2.

        Here fake = generator(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        x_score = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.discriminator(fake, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(x_score - fake_score))
        logs = self.move(
            "generator",
            tape,
            loss,
            learning_rate=cosine(self.round, 0.001, 0.0001, over=3125),
            beta_2=cosine(self.round, 0.9, 0.99, over=3125),
        )
        self.follow("generator", decay=half_life(self.global_batch_size, cosine(self.round, 0.0, 20000.0, over=3125)))
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)
