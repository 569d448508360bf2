"""heads: compiled from spec.yaml (resolved sha256 90bf7266029d).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def generator() -> Model:
    """z [batch, 8] and kind [batch, 10] to generator [batch, 8, 8, 1]."""
    z = Input([8], name="z")  # [batch, 8]
    kind = Input([10], name="kind")  # [batch, 10]
    h = layers.Concatenate()([z, kind])  # [batch, 18]
    h = layers.Dense(64)(h)  # [batch, 64]
    second_layer = layers.Dense(64, name="second")
    second = second_layer(h)  # [batch, 64]
    h = layers.ReLU()(second)  # [batch, 64]
    again = second_layer(h)  # [batch, 64]
    h = layers.Dense(64, activation="tanh")(again)  # [batch, 64]
    h = layers.Reshape((8, 8, 1))(h)  # [batch, 8, 8, 1]
    return Model([z, kind], h, name="generator")


def trunk() -> Model:
    """x [batch, 8, 8, 1] to trunk [batch, 64]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    features = layers.Dense(64, name="features")(h)  # [batch, 64]
    h = layers.LeakyReLU()(features)  # [batch, 64]
    return Model(x, h, name="trunk")


def judge() -> Model:
    """h [batch, 64] to judge [batch, 1]."""
    h = Input([64], name="h")  # [batch, 64]
    h_2 = layers.Dense(1)(h)  # [batch, 1]
    return Model(h, h_2, name="judge")


def reader() -> Model:
    """h [batch, 64] to kind [batch, 10] and style [batch, 2]."""
    h = Input([64], name="h")  # [batch, 64]
    body = layers.Dense(32, name="body")(h)  # [batch, 32]
    kind_logits = layers.Dense(10, name="kind_logits")(body)  # [batch, 10]
    style_mean = layers.Dense(2, name="style_mean")(body)  # [batch, 2]
    return Model(h, {"kind": kind_logits, "style": style_mean}, name="reader")


@saving.register_keras_serializable("heads")
class Heads(Game):
    """The game of heads: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=16, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.trunk = trunk()
        self.judge = judge()
        self.reader = reader()
        self.add_player("discriminator", [self.trunk, self.judge], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator, self.reader], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_average("generator", generator())
        self.add_average("reader", reader())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(judge(trunk(x))))] + E[log(1 - sigmoid(judge(trunk(fake))))].

        Here fake = generator(z, kind).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        kind = self.normal("kind", [batch_size, 10])
        fake = self.generator([z, kind], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_trunk, fake_trunk = self.together(self.trunk, x, fake, training=True)
            x_trunk_judge, fake_trunk_judge = self.together(self.judge, x_trunk, fake_trunk, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_trunk_judge)) + tf.reduce_mean(tf.nn.softplus(fake_trunk_judge))
        return self.move("discriminator", tape, loss)

    def update_generator(self):
        """Minimize -E[log(sigmoid(judge(trunk(fake))))] + E[sum(square(kind - read.kind))] +
        E[mean(abs(read.style))].

        Here fake = generator(z, kind), read = reader(trunk(fake)).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 8])
        kind = self.normal("kind", [self.batch_size, 10])
        with tf.GradientTape() as tape:
            fake = self.generator([z, kind], training=True)
            fake_trunk = self.trunk(fake, training=True)
            fake_trunk_judge = self.judge(fake_trunk, training=True)
            read = self.reader(fake_trunk, training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake_trunk_judge))
            information = tf.reduce_mean(tf.reduce_sum(tf.square(kind - read["kind"]), axis=[1])) + tf.reduce_mean(
                tf.abs(read["style"])
            )
            loss = fool + information
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.9)
        self.follow("reader", decay=0.9)
        return logs | {"generator_fool": fool, "generator_information": information}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
