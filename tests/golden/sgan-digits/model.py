"""sgan-digits: compiled from sgan-digits.yaml (resolved sha256 7f9ef56e25e0).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, distance_of_means


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(1024, use_bias=False)(z)  # [batch, 1024]
    h = layers.BatchNormalization()(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to source [batch, 1] and kind [batch, 10] and features [batch, 128]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    h = layers.Dropout(0.3)(h)  # [batch, 1024]
    h = layers.Dense(128)(h)  # [batch, 128]
    features = layers.LeakyReLU(0.2, name="features")(h)  # [batch, 128]
    logit = layers.Dense(1, name="logit")(features)  # [batch, 1]
    kind_logits = layers.Dense(10, name="kind_logits")(features)  # [batch, 10]
    return Model(x, {"source": logit, "kind": kind_logits, "features": features}, name="discriminator")


@saving.register_keras_serializable("sgan-digits")
class SganDigits(Game):
    """The game of sgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y", "labelled")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y, labelled):
        """Minimize -E[log(sigmoid(real.source))] - E[log(1 - sigmoid(fake.source))] + 10 * E[labelled *
        cross_entropy(y, real.kind)].

        Here real = discriminator(x), fake = discriminator(generator(z)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        y: [batch] int32.
        labelled: [batch].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            real, fake = self.together(self.discriminator, x, z_image, training=True)
            source = tf.reduce_mean(tf.nn.softplus(-real["source"])) + tf.reduce_mean(tf.nn.softplus(fake["source"]))
            kind = 10.0 * tf.reduce_mean(labelled * tf.nn.sparse_softmax_cross_entropy_with_logits(y, real["kind"]))
            loss = source + kind
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        return logs | {"discriminator_source": source, "discriminator_kind": kind}

    def update_generator(self, x):
        """Minimize -E[log(sigmoid(fake.source))] + distance_of_means(real.features, fake.features).

        Here real = discriminator(x), fake = discriminator(generator(z)).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        real = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            fake = self.discriminator(z_image, training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake["source"]))
            features = distance_of_means(real["features"], fake["features"])
            loss = fool + features
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        self.follow("generator", decay=0.998)
        return logs | {"generator_fool": fool, "generator_features": features}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["y"], parts[0]["labelled"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)
