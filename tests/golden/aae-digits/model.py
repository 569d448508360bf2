"""aae-digits: compiled from aae-digits.yaml (resolved sha256 9d5fd8e52828).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def hidden(x):
    """The block `hidden`."""
    h = layers.Dense(256, activation="relu")(x)  # [batch, 256]
    h = layers.Dense(256, activation="relu")(h)  # [batch, 256]
    return h


def encoder() -> Model:
    """x [batch, 8, 8, 1] to code [batch, 8]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = hidden(h)  # [batch, 256]
    code = layers.Dense(8, name="code")(h)  # [batch, 8]
    return Model(x, code, name="encoder")


def decoder() -> Model:
    """z [batch, 8] to image [batch, 8, 8, 1]."""
    z = Input([8], name="z")  # [batch, 8]
    h = hidden(z)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="decoder")


def critic() -> Model:
    """z [batch, 8] to logit [batch, 1]."""
    z = Input([8], name="z")  # [batch, 8]
    h = hidden(z)  # [batch, 256]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(z, logit, name="critic")


@saving.register_keras_serializable("aae-digits")
class AaeDigits(Game):
    """The game of aae-digits: critic and autoencoder, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "decoder"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.encoder = encoder()
        self.decoder = decoder()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.0005, beta_1=0.5))
        self.add_player("autoencoder", [self.encoder, self.decoder], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.ready()

    def update_critic(self, x):
        """Maximize E[log(sigmoid(critic(z)))] + E[log(1 - sigmoid(critic(code)))].

        Here code = encoder(x).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        code = self.encoder(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            z_logit, code_logit = self.together(self.critic, z, code, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-z_logit)) + tf.reduce_mean(tf.nn.softplus(code_logit))
        return self.move("critic", tape, loss)

    def update_autoencoder(self, x):
        """Minimize E[mean(square(decoder(code) - x))] + 0.01 * -E[log(sigmoid(critic(code)))].

        Here code = encoder(x).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        with tf.GradientTape() as tape:
            code = self.encoder(x, training=True)
            code_image = self.decoder(code, training=True)
            code_logit = self.critic(code, training=True)
            reconstruction = tf.reduce_mean(tf.square(code_image - x))
            regularization = 0.01 * tf.reduce_mean(tf.nn.softplus(-code_logit))
            loss = reconstruction + regularization
        logs = self.move("autoencoder", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=10_000))
        return logs | {"autoencoder_reconstruction": reconstruction, "autoencoder_regularization": regularization}

    def train_step(self, batch):
        """One round: one update of the critic, then one update of the autoencoder."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_critic(parts[0]["x"])
        logs |= self.update_autoencoder(parts[1]["x"])
        return self.finish_round(logs)

    def serve_encode(self, image):
        """The signature `encode`: code = encoder(image).

        image: [batch, 8, 8, 1]
        """
        code = self.network("encoder")(image, training=False)
        return {"code": code}

    def serve_reconstruct(self, image):
        """The signature `reconstruct`: image = decoder(encoder(image)).

        image: [batch, 8, 8, 1]
        """
        code = self.network("encoder")(image, training=False)
        image_2 = self.network("decoder")(code, training=False)
        return {"image": image_2}
