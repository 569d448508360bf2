"""reacgan-digits: compiled from reacgan-digits.yaml (resolved sha256 6b96a4a178f6).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, mean_of_pairs, one_hot
from gancompile.runtime.layers import SpectralNormalization


def generator() -> Model:
    """z [batch, 32] and y [batch] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    y = Input([], name="y", dtype="int32")  # [batch]
    h = layers.Embedding(10, output_dim=10)(y)  # [batch, 10]
    h = layers.Concatenate()([z, h])  # [batch, 42]
    h = layers.Dense(512, use_bias=False)(h)  # [batch, 512]
    h = layers.BatchNormalization()(h)  # [batch, 512]
    h = layers.ReLU()(h)  # [batch, 512]
    h = layers.Reshape((4, 4, 32))(h)  # [batch, 4, 4, 32]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model([z, y], image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1] and embedding [batch, 64]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = SpectralNormalization(layers.Conv2D(16, kernel_size=3, padding="same"))(x)  # [batch, 8, 8, 16]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 16]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=4, strides=2, padding="same"))(h)  # [batch, 4, 4, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 32]
    features = layers.Flatten(name="features")(h)  # [batch, 512]
    score = SpectralNormalization(layers.Dense(1), name="score")(features)  # [batch, 1]
    h = SpectralNormalization(layers.Dense(64))(features)  # [batch, 64]
    embedding = layers.UnitNormalization(name="embedding")(h)  # [batch, 64]
    return Model(x, {"score": score, "embedding": embedding}, name="discriminator")


def proxy() -> Model:
    """y [batch] to proxy [batch, 64]."""
    y = Input([], name="y", dtype="int32")  # [batch]
    h = layers.Embedding(10, output_dim=64)(y)  # [batch, 64]
    h = layers.UnitNormalization()(h)  # [batch, 64]
    return Model(y, h, name="proxy")


@saving.register_keras_serializable("reacgan-digits")
class ReacganDigits(Game):
    """The game of reacgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.proxy = proxy()
        self.add_player(
            "discriminator",
            [self.discriminator, self.proxy],
            optimizers.Adam(learning_rate=0.001, beta_1=0.5),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y):
        """Minimize E[relu(1 - real.score)] + E[relu(1 + made.score)] + 1 * P[apart * softplus((real_pair -
        first(near_real)) / 0.5)].

        Here fake = generator(z, y), real = discriminator(x), made = discriminator(fake), v = proxy(y), kinds =
        one_hot(y, 10), apart = 1 - sum(first(kinds) * second(kinds)), near_real = minimum(sum(real.embedding * v) -
        0.98, 0), real_pair = relu(sum(first(real.embedding) * second(real.embedding)) - 0.02).
        x: [batch, 8, 8, 1].
        y: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator([z, y], training=True)  # fixed in this update: no gradient needed
        kinds = one_hot(y, 10)
        apart = 1.0 - tf.reduce_sum(kinds[:, None] * kinds[None, :], axis=[2])
        with tf.GradientTape() as tape:
            real, made = self.together(self.discriminator, x, fake, training=True)
            real_pair = tf.nn.relu(
                tf.reduce_sum(real["embedding"][:, None] * real["embedding"][None, :], axis=[2]) - 0.02
            )
            v = self.proxy(y, training=True)
            near_real = tf.minimum(tf.reduce_sum(real["embedding"] * v, axis=[1]) - 0.98, 0.0)
            hinge = tf.reduce_mean(tf.nn.relu(1.0 - real["score"])) + tf.reduce_mean(tf.nn.relu(1.0 + made["score"]))
            D2D_CE = mean_of_pairs(apart * tf.nn.softplus((real_pair - near_real[:, None]) / 0.5))
            loss = hinge + D2D_CE
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2500))
        return logs | {"discriminator_hinge": hinge, "discriminator_D2D_CE": D2D_CE}

    def update_generator(self, y):
        """Minimize -E[made.score] + 1 * P[apart * softplus((made_pair - first(near_made)) / 0.5)].

        Here fake = generator(z, y), made = discriminator(fake), v = proxy(y), kinds = one_hot(y, 10), apart = 1 -
        sum(first(kinds) * second(kinds)), near_made = minimum(sum(made.embedding * v) - 0.98, 0), made_pair =
        relu(sum(first(made.embedding) * second(made.embedding)) - 0.02).
        y: [batch] int32.
        """
        batch_size = tf.shape(y)[0]
        z = self.normal("z", [batch_size, 32])
        kinds = one_hot(y, 10)
        apart = 1.0 - tf.reduce_sum(kinds[:, None] * kinds[None, :], axis=[2])
        v = self.proxy(y, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake = self.generator([z, y], training=True)
            made = self.discriminator(fake, training=True)
            made_pair = tf.nn.relu(
                tf.reduce_sum(made["embedding"][:, None] * made["embedding"][None, :], axis=[2]) - 0.02
            )
            near_made = tf.minimum(tf.reduce_sum(made["embedding"] * v, axis=[1]) - 0.98, 0.0)
            fool = -tf.reduce_mean(made["score"])
            D2D_CE = mean_of_pairs(apart * tf.nn.softplus((made_pair - near_made[:, None]) / 0.5))
            loss = fool + D2D_CE
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2500))
        self.follow("generator", decay=0.998)
        return logs | {"generator_fool": fool, "generator_D2D_CE": D2D_CE}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["y"])
        logs |= self.update_generator(parts[1]["y"])
        return self.finish_round(logs)
