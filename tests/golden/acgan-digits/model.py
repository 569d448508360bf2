"""acgan-digits: compiled from acgan-digits.yaml (resolved sha256 d133767b45ed).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] and c [batch] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    c = Input([], name="c", dtype="int32")  # [batch]
    h = layers.Embedding(10, output_dim=10)(c)  # [batch, 10]
    h = layers.Concatenate()([z, h])  # [batch, 42]
    h = layers.Dense(1024, use_bias=False)(h)  # [batch, 1024]
    h = layers.BatchNormalization()(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model([z, c], image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to source [batch, 1] and kind [batch, 10]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    features = layers.Flatten(name="features")(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(features)  # [batch, 1]
    kind_logits = layers.Dense(10, name="kind_logits")(features)  # [batch, 10]
    return Model(x, {"source": logit, "kind": kind_logits}, name="discriminator")


@saving.register_keras_serializable("acgan-digits")
class AcganDigits(Game):
    """The game of acgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "c")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, c):
        """Maximize L_S + L_C.

        Here real = discriminator(x), fake = discriminator(generator(z, c)), L_S = E[log(sigmoid(real.source))] +
        E[log(1 - sigmoid(fake.source))], L_C = -E[cross_entropy(c, real.kind)] - E[cross_entropy(c, fake.kind)].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        c: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        z_image = self.generator([z, c], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            real, fake = self.together(self.discriminator, x, z_image, training=True)
            L_S = -tf.reduce_mean(tf.nn.softplus(-real["source"])) - tf.reduce_mean(tf.nn.softplus(fake["source"]))
            L_C = -tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(c, real["kind"])) - tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(c, fake["kind"])
            )
            source = -L_S
            kind = -L_C
            loss = source + kind
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        return logs | {"discriminator_source": -source, "discriminator_kind": -kind}

    def update_generator(self, x, c):
        """Maximize -L_S + L_C.

        Here real = discriminator(x), fake = discriminator(generator(z, c)), L_S = E[log(sigmoid(real.source))] +
        E[log(1 - sigmoid(fake.source))], L_C = -E[cross_entropy(c, real.kind)] - E[cross_entropy(c, fake.kind)].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        c: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        real = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            z_image = self.generator([z, c], training=True)
            fake = self.discriminator(z_image, training=True)
            L_S = -tf.reduce_mean(tf.nn.softplus(-real["source"])) - tf.reduce_mean(tf.nn.softplus(fake["source"]))
            L_C = -tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(c, real["kind"])) - tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(c, fake["kind"])
            )
            source = L_S
            kind = -L_C
            loss = source + kind
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        self.follow("generator", decay=0.998)
        return logs | {"generator_source": -source, "generator_kind": -kind}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["c"])
        logs |= self.update_generator(parts[1]["x"], parts[1]["c"])
        return self.finish_round(logs)
