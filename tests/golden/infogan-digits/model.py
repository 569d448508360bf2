"""infogan-digits: compiled from infogan-digits.yaml (resolved sha256 c50477b5aee5).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def generator() -> Model:
    """z [batch, 16] and kind [batch, 10] and style [batch, 2] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    kind = Input([10], name="kind")  # [batch, 10]
    style = Input([2], name="style")  # [batch, 2]
    h = layers.Concatenate()([z, kind, style])  # [batch, 28]
    h = layers.Dense(1024, use_bias=False)(h)  # [batch, 1024]
    h = layers.BatchNormalization()(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model([z, kind, style], image, name="generator")


def trunk() -> Model:
    """x [batch, 8, 8, 1] to trunk [batch, 1024]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    return Model(x, h, name="trunk")


def judge() -> Model:
    """h [batch, 1024] to logit [batch, 1]."""
    h = Input([1024], name="h")  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(h, logit, name="judge")


def reader() -> Model:
    """h [batch, 1024] to kind [batch, 10] and style [batch, 2]."""
    h = Input([1024], name="h")  # [batch, 1024]
    h_2 = layers.Dense(128)(h)  # [batch, 128]
    read = layers.LeakyReLU(0.2, name="read")(h_2)  # [batch, 128]
    kind_logits = layers.Dense(10, name="kind_logits")(read)  # [batch, 10]
    style_mean = layers.Dense(2, name="style_mean")(read)  # [batch, 2]
    return Model(h, {"kind": kind_logits, "style": style_mean}, name="reader")


@saving.register_keras_serializable("infogan-digits")
class InfoganDigits(Game):
    """The game of infogan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.trunk = trunk()
        self.judge = judge()
        self.reader = reader()
        self.add_player("discriminator", [self.trunk, self.judge], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator, self.reader], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_average("generator", generator())
        self.add_average("reader", reader())
        self.ready()

    def update_discriminator(self, x):
        """Maximize V = E[log(sigmoid(judge(trunk(x))))] + E[log(1 - sigmoid(judge(trunk(fake))))].

        Here fake = generator(z, kind, style).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        kind = self.categorical("kind", [batch_size], 10, one_hot=True)
        style = self.uniform("style", [batch_size, 2], low=-1.0, high=1.0)
        fake = self.generator([z, kind, style], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_trunk, fake_trunk = self.together(self.trunk, x, fake, training=True)
            x_trunk_logit, fake_trunk_logit = self.together(self.judge, x_trunk, fake_trunk, training=True)
            V = -tf.reduce_mean(tf.nn.softplus(-x_trunk_logit)) - tf.reduce_mean(tf.nn.softplus(fake_trunk_logit))
            loss = -V
        return self.move("discriminator", tape, loss)

    def update_generator(self):
        """Minimize -E[log(sigmoid(judge(trunk(fake))))] + E[cross_entropy(kind, Q.kind)] + 0.5 * E[sum(square(style
        - Q.style))].

        Here fake = generator(z, kind, style), Q = reader(trunk(fake)).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 16])
        kind = self.categorical("kind", [self.batch_size], 10, one_hot=True)
        style = self.uniform("style", [self.batch_size, 2], low=-1.0, high=1.0)
        with tf.GradientTape() as tape:
            fake = self.generator([z, kind, style], training=True)
            fake_trunk = self.trunk(fake, training=True)
            fake_trunk_logit = self.judge(fake_trunk, training=True)
            Q = self.reader(fake_trunk, training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake_trunk_logit))
            kind_loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(kind, Q["kind"]))
            style_loss = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(style - Q["style"]), axis=[1]))
            loss = fool + kind_loss + style_loss
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        self.follow("reader", decay=0.998)
        return logs | {"generator_fool": fool, "generator_kind": kind_loss, "generator_style": style_loss}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)

    def serve_describe(self, image):
        """The signature `describe`: kind = reader(trunk(image)).kind and style = reader(trunk(image)).style.

        image: [batch, 8, 8, 1]
        """
        trunk = self.network("trunk")(image, training=False)
        reader = self.network("reader")(trunk, training=False)
        return {"kind": reader["kind"], "style": reader["style"]}
