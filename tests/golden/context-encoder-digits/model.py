"""context-encoder-digits: compiled from context-encoder-digits.yaml (resolved sha256 84ccdd32d4d1).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """image [batch, 8, 8, 1] and hole [batch, 8, 8, 1] to completed [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    hole = Input([8, 8, 1], name="hole")  # [batch, 8, 8, 1]
    around = layers.Rescaling(-1, offset=1, name="around")(hole)  # [batch, 8, 8, 1]
    context = layers.Multiply(name="context")([image, around])  # [batch, 8, 8, 1]
    h = layers.Concatenate()([context, hole])  # [batch, 8, 8, 2]
    h = layers.Conv2D(64, kernel_size=3, padding="same")(h)  # [batch, 8, 8, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 64]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    h = layers.Dense(256, use_bias=False)(h)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(512, use_bias=False)(h)  # [batch, 512]
    h = layers.BatchNormalization()(h)  # [batch, 512]
    h = layers.ReLU()(h)  # [batch, 512]
    h = layers.Reshape((4, 4, 32))(h)  # [batch, 4, 4, 32]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 64]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 64]
    h = layers.ReLU()(h)  # [batch, 8, 8, 64]
    painted = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="painted")(h)  # [batch, 8, 8, 1]
    patch = layers.Multiply(name="patch")([painted, hole])  # [batch, 8, 8, 1]
    completed = layers.Add(name="completed")([context, patch])  # [batch, 8, 8, 1]
    return Model([image, hole], completed, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


@saving.register_keras_serializable("context-encoder-digits")
class ContextEncoderDigits(Game):
    """The game of context-encoder-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.002, beta_1=0.5))
        self.ready()

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(completed)))].

        Here completed = generator(x, hole).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        hole = self.box("hole", [batch_size, 8, 8, 1], side=4)
        completed = self.generator([x, hole], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, completed_logit = self.together(self.discriminator, x, completed, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(completed_logit))
        return self.move("discriminator", tape, loss)

    def update_generator(self, x):
        """Minimize 0.95 * E[sum(square(x - completed))] / 16 - 0.05 * E[log(sigmoid(discriminator(completed)))].

        Here completed = generator(x, hole).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        hole = self.box("hole", [batch_size, 8, 8, 1], side=4)
        with tf.GradientTape() as tape:
            completed = self.generator([x, hole], training=True)
            completed_logit = self.discriminator(completed, training=True)
            reconstruction = 0.95 * tf.reduce_mean(tf.reduce_sum(tf.square(x - completed), axis=[1, 2, 3])) / 16.0
            adversarial = 0.05 * tf.reduce_mean(tf.nn.softplus(-completed_logit))
            loss = reconstruction + adversarial
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.002, 0.0, over=3000))
        return logs | {"generator_reconstruction": reconstruction, "generator_adversarial": adversarial}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)
