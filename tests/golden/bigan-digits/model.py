"""bigan-digits: compiled from bigan-digits.yaml (resolved sha256 1e0721c259b3).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def hidden(x):
    """The block `hidden`."""
    h = layers.Dense(256, use_bias=False)(x)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    return h


def generator() -> Model:
    """z [batch, 16] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    h = hidden(z)  # [batch, 256]
    h = hidden(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def encoder() -> Model:
    """x [batch, 8, 8, 1] to code [batch, 16]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = hidden(h)  # [batch, 256]
    h = hidden(h)  # [batch, 256]
    code = layers.Dense(16, name="code")(h)  # [batch, 16]
    return Model(x, code, name="encoder")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] and z [batch, 16] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Concatenate()([h, z])  # [batch, 80]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model([x, z], logit, name="discriminator")


@saving.register_keras_serializable("bigan-digits")
class BiganDigits(Game):
    """The game of bigan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.encoder = encoder()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_player("generator", [self.generator, self.encoder], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_average("generator", generator())
        self.add_average("encoder", encoder())
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(real)] + E[log(1 - fake)].

        Here real = sigmoid(discriminator(x, encoder(x))), fake = sigmoid(discriminator(generator(z), z)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.uniform("z", [batch_size, 16], low=-1.0, high=1.0)
        x_code = self.encoder(x, training=True)  # fixed in this update: no gradient needed
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, z_image_logit = self.together(self.discriminator, [x, x_code], [z_image, z], training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(z_image_logit))
        return self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=10_000))

    def update_generator(self, x):
        """Maximize E[log(1 - real)] + E[log(fake)].

        Here real = sigmoid(discriminator(x, encoder(x))), fake = sigmoid(discriminator(generator(z), z)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.uniform("z", [batch_size, 16], low=-1.0, high=1.0)
        with tf.GradientTape() as tape:
            x_code = self.encoder(x, training=True)
            z_image = self.generator(z, training=True)
            x_logit, z_image_logit = self.together(self.discriminator, [x, x_code], [z_image, z], training=True)
            loss = tf.reduce_mean(tf.nn.softplus(x_logit)) + tf.reduce_mean(tf.nn.softplus(-z_image_logit))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=10_000))
        self.follow("generator", decay=0.998)
        self.follow("encoder", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)

    def serve_encode(self, image):
        """The signature `encode`: code = encoder(image).

        image: [batch, 8, 8, 1]
        """
        code = self.network("encoder")(image, training=False)
        return {"code": code}

    def serve_reconstruct(self, image):
        """The signature `reconstruct`: image = generator(encoder(image)).

        image: [batch, 8, 8, 1]
        """
        code = self.network("encoder")(image, training=False)
        image_2 = self.network("generator")(code, training=False)
        return {"image": image_2}
