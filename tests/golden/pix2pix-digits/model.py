"""pix2pix-digits: compiled from pix2pix-digits.yaml (resolved sha256 8c5cbf331312).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game


def outline() -> Model:
    """image [batch, 8, 8, 1] to outline [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    grown = layers.MaxPooling2D(3, strides=1, padding="same", name="grown")(image)  # [batch, 8, 8, 1]
    h = layers.Subtract()([grown, image])  # [batch, 8, 8, 1]
    h = layers.Rescaling(1, offset=-1)(h)  # [batch, 8, 8, 1]
    return Model(image, h, name="outline")


def painter() -> Model:
    """outline [batch, 8, 8, 1] to digit [batch, 8, 8, 1]."""
    outline = Input([8, 8, 1], name="outline")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(outline)  # [batch, 8, 8, 32]
    e1 = layers.LeakyReLU(0.2, name="e1")(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False)(e1)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    e2 = layers.LeakyReLU(0.2, name="e2")(h)  # [batch, 4, 4, 64]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False)(e2)  # [batch, 2, 2, 64]
    h = layers.BatchNormalization()(h)  # [batch, 2, 2, 64]
    h = layers.ReLU()(h)  # [batch, 2, 2, 64]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.Dropout(0.5)(h)  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = layers.Concatenate()([h, e2])  # [batch, 4, 4, 128]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Concatenate()([h, e1])  # [batch, 8, 8, 64]
    digit = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="digit")(h)  # [batch, 8, 8, 1]
    return Model(outline, digit, name="painter")


def repainted(outline: Model, painter: Model) -> Model:
    """image [batch, 8, 8, 1] to repainted [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = outline(image)  # [batch, 8, 8, 1]
    h = painter(h)  # [batch, 8, 8, 1]
    return Model(image, h, name="repainted")


def critic() -> Model:
    """digit [batch, 8, 8, 1] and outline [batch, 8, 8, 1] to patches [batch, 4, 4, 1]."""
    digit = Input([8, 8, 1], name="digit")  # [batch, 8, 8, 1]
    outline = Input([8, 8, 1], name="outline")  # [batch, 8, 8, 1]
    h = layers.Concatenate()([digit, outline])  # [batch, 8, 8, 2]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(h)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    patches = layers.Conv2D(1, kernel_size=3, padding="same", name="patches")(h)  # [batch, 4, 4, 1]
    return Model([digit, outline], patches, name="critic")


@saving.register_keras_serializable("pix2pix-digits")
class Pix2pixDigits(Game):
    """The game of pix2pix-digits: critic and painter, each of which moves its own weights alone."""

    fields = ("y",)  # what an example of the data holds
    generates = "repainted"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.outline = outline()
        self.painter = painter()
        self.repainted = repainted(self.outline, self.painter)
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("painter", [self.painter], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.ready()

    def update_critic(self, y):
        """Maximize 0.5 * (E[mean(log(sigmoid(critic(y, x))))] + E[mean(log(1 - sigmoid(critic(fake, x))))]).

        Here x = outline(y), fake = painter(x).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        y: [batch, 8, 8, 1].
        """
        x = self.outline(y, training=True)  # fixed in this update: no gradient needed
        fake = self.painter(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            y_patches, fake_patches = self.together(self.critic, [y, x], [fake, x], training=True)
            loss = -(0.5 * (-tf.reduce_mean(tf.nn.softplus(-y_patches)) - tf.reduce_mean(tf.nn.softplus(fake_patches))))
        return self.move("critic", tape, loss)

    def update_painter(self, y):
        """Minimize -E[mean(log(sigmoid(critic(fake, x))))] + 100 * E[mean(abs(y - fake))].

        Here x = outline(y), fake = painter(x).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        y: [batch, 8, 8, 1].
        """
        x = self.outline(y, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            fake = self.painter(x, training=True)
            fake_patches = self.critic([fake, x], training=True)
            fool = tf.reduce_mean(tf.nn.softplus(-fake_patches))
            L1 = 100.0 * tf.reduce_mean(tf.abs(y - fake))
            loss = fool + L1
        logs = self.move("painter", tape, loss)
        return logs | {"painter_fool": fool, "painter_L1": L1}

    def train_step(self, batch):
        """One round: one update of the critic, then one update of the painter."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_critic(parts[0]["y"])
        logs |= self.update_painter(parts[1]["y"])
        return self.finish_round(logs)

    def serve_paint(self, drawing):
        """The signature `paint`: digit = painter(drawing).

        drawing: [batch, 8, 8, 1]
        """
        digit = self.network("painter")(drawing, training=False)
        return {"digit": digit}

    def serve_draw_outline(self, image):
        """The signature `draw_outline`: outline = outline(image).

        image: [batch, 8, 8, 1]
        """
        outline = self.network("outline")(image, training=False)
        return {"outline": outline}
